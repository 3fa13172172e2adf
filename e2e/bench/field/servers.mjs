// The servers that `pnpm bench field` starts, and what docs/servers.md says of them. A server is
// - `program`, without which it is skipped, and the `debian` package that has it, with the version that was looked at
// - `command`, `files` that are written into its folder, and shell commands to run `before`: {@link serve}
// - `user`, `env`, `ports`: what it cannot do without, and `advice`: the options that make its start and stop right
// - `ask`: a question that one that works answers
// - `page`: what the page says; without it there is no section
import { databases } from './servers/databases.mjs'
import { others } from './servers/others.mjs'
import { web } from './servers/web.mjs'

export const servers = [...databases, ...web, ...others]

/** A command that writes files into the private folder, runs what has to be run before, and becomes the server. */
export function serve(command, files, before = 'true') {
  const writes = Object.keys(files).map(
    (name, index) =>
      `mkdir -p "$(dirname {tmp}/${name})" && printf %s "$${index + 1}" > {tmp}/${name}`,
  )
  const steps = ['set -e', ...writes, before, `exec ${command}`]
  return ['sh', '-c', steps.join('\n'), 'sh', ...Object.values(files)]
}
