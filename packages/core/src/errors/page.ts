const page = 'https://github.com/mirakuru-ts/mirakuru/blob/main/docs/errors.md'

/** The codes about which the page says more than a message can. A subclass of a user may have a code of its own. */
const explained: ReadonlySet<string> = new Set([
  'ERR_ALREADY_RUNNING',
  'ERR_DECLARATION',
  'ERR_PROCESS_CRASHED',
  'ERR_PROCESS_EXITED',
  'ERR_PROCESS_FINISHED',
  'ERR_SPAWN',
  'ERR_SUPERVISOR',
  'ERR_TIMEOUT_EXPIRED',
])

/** Ends a message with the address that explains its code, if it has one, after those of the messages that it quotes. */
export function endWithPage(message: string, code = ''): string {
  const lines = message.split('\n')
  const quoted = lines.filter(isAddress).map((line) => line.trim())
  const own = explained.has(code) ? [`see ${page}#${code.toLowerCase()}`] : []
  const addresses = [...new Set([...quoted, ...own])].map((line) => `  ${line}`)
  return [...lines.filter((line) => !isAddress(line)), ...addresses].join('\n')
}

function isAddress(line: string): boolean {
  // Lines of output are indented further.
  return line.startsWith(`  see ${page}#`)
}
