// Writes docs/errors.md from the doc comments of the error classes; with --check it only says whether the page is right.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { root } from './run-step.mjs'

const folder = join(root, 'packages/core/src/errors')
const page = join(root, 'docs/errors.md')

const sections = readdirSync(folder)
  .filter((name) => name.endsWith('-error.ts'))
  .map((name) => describe(readFileSync(join(folder, name), 'utf8')))
  .toSorted((a, b) => a.code.localeCompare(b.code))

const text = `# Errors

<!-- Written by scripts/errors-page.mjs from the doc comments of the error classes. -->

Every error has a stable \`code\`, and \`instanceof\` holds across realms and copies of the package. \`cause\` keeps the error
behind it. Messages say what failed and for whom, how long it took of how long, what was last seen, the command, and the
last lines of output; never values of environment variables.

The examples go on from here:

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
    .replace(/^(Usual causes|What to do):/gm, '**$1:**')
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace('@example\n', '')
  return { name, code, body: body[0].toLowerCase() + body.slice(1) }
}
