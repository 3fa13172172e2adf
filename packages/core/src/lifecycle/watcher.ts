/** How a command line shows that it starts a program again and again, and its name for people. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[\s/])(nodemon|ts-node-dev|tsnd|watchexec|node-dev)(?:\s|$)/, ''],
  [/(?:^|[\s/])(tsx watch|cargo watch|nest start --watch|bun --(?:watch|hot))(?:\s|$)/, ''],
  [/(?:^|[\s/])node\s(?:.*\s)?--watch(?:-path\S*)?(?:\s|$)/, 'node --watch'],
]

/** What they print when that program has ended. */
const complaint =
  /^.*(?:\[nodemon\] (?:app crashed|clean exit)|^(?:Failed|Completed) running '|Watcher Process (?:failed|finished)|\[Finished running\. Exit status|\[Command (?:exited|was successful)).*$/m

/** Says that a watcher lives on when what it has started has ended, so that nobody is told. */
export function describeWatcher(command: string, output: string): readonly string[] {
  const [line] = complaint.exec(output) ?? []
  const name = nameWatcher(command)
  if (line === undefined && name === undefined) return []
  const subject = name === undefined ? 'its program is a watcher' : `${name} is a watcher`
  const seen = line === undefined ? '' : ` ("${line.trim()}")`
  return [`${subject}, which lives on when the server that it runs has ended${seen}: run that one`]
}

function nameWatcher(command: string): string | undefined {
  for (const [pattern, name] of programs) {
    const match = pattern.exec(command)
    if (match !== null) return name || match[1]
  }
  return undefined
}
