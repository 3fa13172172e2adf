/** What a run of Vitest printed of each test and file that failed, by title, as people read it. */
export function readFailures(output: string): Map<string, string> {
  const failures = new Map<string, string>()
  let titles: string[] = []
  let text: string[] = []
  const finish = (): void => {
    for (const title of titles) {
      const known = failures.get(title)
      const told = dropCode(text)
      failures.set(title, known === undefined ? told : `${known}\n\n${told}`)
    }
    titles = []
    text = []
  }
  for (const line of output.split('\n')) {
    const [, title] = /^ FAIL {2}(.*)$/.exec(line) ?? []
    if (title !== undefined) {
      if (text.length > 0) finish()
      titles.push(title)
    } else if (/^⎯+\[\d+\/\d+\]⎯$/.test(line)) finish()
    else if (titles.length > 0) text.push(line)
  }
  finish()
  return failures
}

/** What a run of Vitest printed of an error outside of all tests. */
export function readUnhandled(output: string): string {
  const [, text = ''] = output.split(/^⎯+ Unhandled Errors? ⎯+$/m)
  return dropCode(text.split('\n'))
}

/** A process is ready a moment before it says so: whether that is heard before a test fails at once, nobody knows. */
const lateOutput =
  /\n+--- ".+" printed during this test \(all: .*\)\n {2}ready(?: on <port>)?(?=\n|$)/g

/** Replaces what differs from run to run; how many attempts there were, of which kind, depends on the machine. */
export function maskVolatile(text: string): string {
  const masks: [RegExp, string][] = [
    [/\/tmp\/vitest-plugin-\w+\/\d/g, '<root>'],
    // Vitest may have made a folder of that name in the project meanwhile, for its cache.
    [/: node_modules\/\.mirakuru/g, ': <root>/node_modules/.mirakuru'],
    [/<root>(?:\/projects\/\w+)?\/node_modules\/\.mirakuru/g, '<root>/node_modules/.mirakuru'],
    [/\/tmp\/mirakuru-\w+\/tmp-\w+/g, '<tmp>'],
    [/\/tmp\/mirakuru-run-[\w-]+/g, '<run>'],
    [/supervisor-\d+-\d+\/\d+-/g, '<run>/<n>-'],
    [/supervisor-\d+-\d+\.log/g, '<run>.log'],
    [/\bpid \d+/g, 'pid <pid>'],
    [/at \d\d:\d\d:\d\d\.\d{3} UTC/g, 'at <time> UTC'],
    [/after [\d.]+ m?s of/g, 'after <elapsed> of'],
    [/(127\.0\.0\.1|\[::1?\]):\d+/g, '$1:<port>'],
    [/(\.mjs|ready on) \d{4,}/g, '$1 <port>'],
    [/in PATH \(.*\)/g, 'in PATH (<folders>)'],
    [/write EPROTO .*wrong version number.*/g, 'write EPROTO <of OpenSSL>'],
    // A process that exits at once may be quicker than the first attempt.
    [/(Error: .* before .*\n {2}after <elapsed> of 60 s); last attempt: .*/g, '$1'],
    // What fetch sees depends on whether it still had a connection.
    [
      /(Error: )(?:connect ECONNREFUSED|read ECONNRESET).*(\nSerialized Error: ).*/g,
      '$1<of the network>$2<of the network>',
    ],
    [/x{500}/g, '<500 x>'],
  ]
  const masked = masks.reduce((rest, [pattern, mask]) => rest.replaceAll(pattern, mask), text)
  return masked.replaceAll(/^ *all attempts: .*\n/gm, '').replaceAll(lateOutput, '')
}

/** Without code frames, stack frames and the lines around them. */
function dropCode(lines: readonly string[]): string {
  const isCode = /^JSON report written|^ ❯ |^ *\d+\||^ {7}\||^⎯+$/
  const kept = lines.filter((line) => !isCode.test(line)).join('\n')
  return kept
    .replaceAll(/\n{3,}/g, '\n\n')
    .replaceAll(/\n+(?=Caused by: )/g, '\n\n')
    .trim()
}
