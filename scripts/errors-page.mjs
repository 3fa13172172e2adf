// Writes docs/errors.md from the doc comments of the error classes; with --check it only says whether the page is right.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { root } from './run-step.mjs'

const folder = join(root, 'packages/core/src/errors')
const page = join(root, 'docs/errors.md')
/** Where the pages are for those who read the comments. */
const pages = 'https://github.com/mirakuru-ts/mirakuru/blob/main/docs/'

const sections = readdirSync(folder)
  .filter((name) => name.endsWith('-error.ts'))
  .map((name) => describe(readFileSync(join(folder, name), 'utf8')))
  .toSorted((a, b) => a.code.localeCompare(b.code))

const text = `# Errors

<!-- Written by scripts/errors-page.mjs from the doc comments of the error classes. -->

Every code, its usual causes, and what to do. Recognise an error by its class, or by its stable \`code\`, which needs no import:

\`\`\`ts
import { SpawnError, TcpExecutor } from '@mirakuru/core'

await new TcpExecutor('redis-server --port {port} --dir {tmp}').start().catch((error) => {
  if (error instanceof SpawnError) console.error('install redis first')
  else if (error.code === 'ERR_TIMEOUT_EXPIRED') console.error('redis was not ready in time')
  else throw error
})
\`\`\`

- \`instanceof\` works across realms and copies of the package.
- \`cause\` has the error behind it.
- A message says which action failed for which process, after how long, what the last attempt saw, the command, and the last lines of
  output. It never contains values of environment variables. It ends with the
  address of a section below, unless it is a plain \`ExecutorError\`, which says all there is to say.

The examples below begin with this:

\`\`\`ts
import {
  ${sections.map(({ name }) => name).join(',\n  ')},
  TcpExecutor,
} from '@mirakuru/core'
import type { Handle } from '@mirakuru/vitest-plugin'
import { onTestFailed } from 'vitest'

declare const handle: Handle // what a fixture or useProcess() gives to a test
const executor = new TcpExecutor('redis-server --port {port} --dir {tmp}')
\`\`\`

${sections.map(({ code, name, body }) => `## ${code}\n\n\`${name}\`: ${body}\n`).join('\n')}`

const formatted = await format(text, { ...(await resolveConfig(page)), filepath: page })
if (!process.argv.includes('--check')) writeFileSync(page, formatted)
else if (readFileSync(page, 'utf8') !== formatted) {
  console.error(
    'docs/errors.md is not what the error classes say: run node scripts/errors-page.mjs',
  )
  process.exitCode = 1
}

/** What the doc comment right before the class says. */
function describe(source) {
  const [, comment, name] = /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport class (\w+)/.exec(source)
  const [, code] = /static (?:override )?readonly code: string = '(\w+)'/.exec(source)
  const lines = comment.split('\n').map((line) => line.replace(/^ \* ?/, '').trimEnd())
  const body = lines
    .join('\n')
    .trim()
    .replace(/^(Usual causes|What to do|See also):/gm, '**$1:**')
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replaceAll(`](${pages}`, '](')
    .replace('@example\n', '')
  return { name, code, body: body[0].toLowerCase() + body.slice(1) }
}
