/** Command lines of programs that restart another program, and the name for messages. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[\s/])(nodemon|ts-node-dev|tsnd|watchexec|node-dev)(?:\s|$)/, ''],
  [/(?:^|[\s/])(tsx watch|cargo watch|nest start --watch|bun --(?:watch|hot))(?:\s|$)/, ''],
  [/(?:^|[\s/])node\s(?:.*\s)?--watch(?:-path\S*)?(?:\s|$)/, 'node --watch'],
]

/** What they print when that program has ended. */
const complaint =
  /^.*(?:\[nodemon\] (?:app crashed|clean exit)|^(?:Failed|Completed) running '|Watcher Process (?:failed|finished)|\[Finished running\. Exit status|\[Command (?:exited|was successful)).*$/m

/** Explains that a watcher keeps running when its program has ended, so that its end goes unnoticed. */
export function describeWatcher(command: string, output: string): readonly string[] {
  const [line] = complaint.exec(output) ?? []
  const name = nameWatcher(command)
  if (line === undefined && name === undefined) return []
  const subject = name === undefined ? 'its program is a watcher' : `${name} is a watcher`
  const seen = line === undefined ? '' : ` ("${line.trim()}")`
  return [`${subject}, which keeps running when its server has ended${seen}: run the server itself`]
}

function nameWatcher(command: string): string | undefined {
  for (const [pattern, name] of programs) {
    const match = pattern.exec(command)
    if (match !== null) return name || match[1]
  }
  return undefined
}
