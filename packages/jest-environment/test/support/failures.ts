/** What a run of Jest printed of each test and file that failed, by title, as people read it. */
export function readFailures(output: string): Map<string, string> {
  const [details = ''] = output.split(/^(?:Summary of all failing tests|Test Suites: .*)$/m)
  const failures = new Map<string, string>()
  for (const file of details.split(/^(?=(?:FAIL|PASS) )/m)) {
    const [, path = ''] = /^FAIL (\S+)/.exec(file) ?? []
    for (const section of file.split(/^ {2}● /m).slice(1)) {
      const [title = '', ...lines] = section.split('\n')
      const name = title === 'Test suite failed to run' ? path : title
      const known = failures.get(name)
      const told = dropCode(lines)
      failures.set(name, known === undefined ? told : `${known}\n\n${told}`)
    }
  }
  return failures
}

/** Without code frames, stack frames and the lines around them. */
function dropCode(lines: readonly string[]): string {
  const isCode = /^ *>? *\d+ \||^ +\||^ +at /
  return lines
    .filter((line) => !isCode.test(line))
    .map((line) => line.replace(/^ {4}/, ''))
    .join('\n')
    .replaceAll(/\n(?: *\n){2,}/g, '\n\n')
    .trim()
}
