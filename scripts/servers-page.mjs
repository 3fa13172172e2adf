// Writes docs/servers.md from the servers of `pnpm bench field`; with --check it only says whether the page is right.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { serve, servers } from '../e2e/bench/field/servers.mjs'
import { toAnchor } from './anchor.mjs'
import { root } from './run-step.mjs'

const page = join(root, 'docs/servers.md')
const factories = { tcp: 'tcpExecutor', http: 'httpExecutor', output: 'outputExecutor' }
const described = servers.filter((each) => each.page !== undefined)

const text = `# Which sign for which server

<!-- Written by scripts/servers-page.mjs from e2e/bench/field/servers: change those, and run it. -->

Find your server here and copy its declaration. It waits for a sign that the server _answers_, stops it with the right signal, and
gives it ports and files of its own:

\`\`\`ts
import { tcpExecutor } from '@mirakuru/vitest-plugin'
import { test as base } from 'vitest'

const test = base.extend({
  redis: tcpExecutor("redis-server --port {port} --bind {host} --save '' --dir {tmp}"),
})
\`\`\`

A connection alone only proves that a server listens; it may not answer yet.

${table(
  ['server', 'ready when', 'ends with', 'beware'],
  described.map(({ page: { title, sign, exit, ports, user } }) => [
    `[${title}](#${toAnchor(title)})`,
    sign,
    exit,
    [ports === undefined ? undefined : `ports: ${ports}`, user].filter(Boolean).join('; '),
  ]),
)}

"Ends with" is the exit code, or the signal that ended the server, after an ordinary stop.
[A stop accepts](limits.md#how-a-process-ends-that-is-stopped) 0, the stop signal and 128 + its number; \`expectedExitCode\` names
others.

Every declaration was tested on Debian 12, with the versions named here: it got a request as soon as it was ready, and was stopped
right after a start, a second later, and with a client connected. \`pnpm bench field\` in a clone of this project repeats that with
the servers that are installed. Servers in \`/usr/sbin\` need that folder in \`PATH\`.

## The functions that the declarations use

\`\`\`ts
import { execFileSync } from 'node:child_process'
import { httpExecutor, outputExecutor, tcpExecutor } from '@mirakuru/vitest-plugin'

/** A command that writes files into the private folder, runs the commands of \`before\`, and becomes the server. */
${withTypes(serve)}

/** For servers that refuse to run as root, which is what tests in a container often run as. */
function as(user: string) {
  if (process.getuid?.() !== 0) return {}
  const read = (option: string) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }))
  return { uid: read('-u'), gid: read('-g') }
}
\`\`\`

\`{tmp}\` is a private folder of each process, and other users cannot enter it. A server that starts as root and becomes another user
needs \`chmod 711 {tmp}\` first, to read there, or \`chmod 777 {tmp}\`, to write.

${described.map(section).join('\n')}`

const formatted = await format(text, { ...(await resolveConfig(page)), filepath: page })
if (!process.argv.includes('--check')) writeFileSync(page, formatted)
else if (readFileSync(page, 'utf8') !== formatted) {
  console.error(
    'docs/servers.md is not what e2e/bench/field/servers says: run node scripts/servers-page.mjs',
  )
  process.exitCode = 1
}

function section(server) {
  const { page: about, debian } = server
  const notes = about.notes.map((note) => `- ${note}\n`).join('')
  return `## ${about.title}

\`\`\`ts
const ${server.name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase())} = ${declaration(server)}
\`\`\`

Debian 12: ${debian}.

${notes}`
}

function declaration(server) {
  const { command, files, before, name, user, ports, env, advice = {} } = server
  const { executor = 'tcp', ...options } = advice
  const isScript = files !== undefined || before !== undefined
  const call = isScript
    ? `serve(${[command, files ?? {}, before]
        .filter((each) => each !== undefined)
        .map(literal)
        .join(', ')})`
    : literal(command)
  const given = [
    ...(isScript ? [`name: ${literal(name)}`] : []),
    ...Object.entries({ ports, env, ...options })
      .filter(([, value]) => value !== undefined)
      .map(([option, value]) => `${option}: ${literal(value)}`),
    ...(user === undefined ? [] : [`...as(${literal(user)})`]),
  ]
  return `${factories[executor]}(${call}${given.length === 0 ? '' : `, { ${given.join(', ')} }`})`
}

/** As one would write it: several lines between backticks. */
function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'object')
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${JSON.stringify(key)}: ${literal(each)}`)
      .join(', ')} }`
  if (typeof value !== 'string' || !value.includes('\n')) return JSON.stringify(value)
  return `\`${value.replaceAll(/[\\`]|\$\{/g, String.raw`\$&`)}\``
}

function withTypes(fn) {
  return fn
    .toString()
    .replace('(command, files, before', '(command: string, files: Record<string, string>, before')
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
