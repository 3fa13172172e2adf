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

/** What a run of Vitest printed of the first error outside of all tests. */
export function readUnhandled(output: string): string {
  const [, text = ''] = output.split(/^⎯+ Unhandled Error ⎯+$/m)
  return dropCode(text.split('\n'))
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
