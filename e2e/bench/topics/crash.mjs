import { join } from 'node:path'
import { makeProject, runners, runProject } from '../contenders/projects.mjs'
import { findProgram, withFolder } from '../places.mjs'
import { tableOf } from '../table.mjs'

const program = findProgram('exits.mjs')
const test = (crashes) => `import { httpExecutor } from '@mirakuru/vitest-plugin'
import { afterEach, test as base } from 'vitest'
import { appendFileSync, readFileSync } from 'node:fs'
const test = base.extend({ api: httpExecutor(['node', ${JSON.stringify(program)}, '{port}', './exited']) })
afterEach(() => {
  const now = process.hrtime.bigint()
  appendFileSync(process.env.RESULTS, Number(now - BigInt(readFileSync('./exited', 'utf8'))) / 1e6 + '\\n')
})
for (let crash = 0; crash <= ${crashes}; crash++)
  test('crash ' + crash, async ({ api }) => {
    fetch(new URL('/exit', api.url)).catch(() => undefined)
    await new Promise(() => undefined)
  })
`

/** From the moment a process exits to the moment the body of its test, which waits for ever, is over. */
export async function measureCrash({ rounds = 20 }) {
  return withFolder(async (folder) => {
    const files = { 'package.json': '{ "type": "module" }', 'crash.test.mjs': test(rounds) }
    const project = makeProject(join(folder, 'crash'), runners.vitest, files)
    const { lines } = await runProject(project, runners.vitest, { mayFail: true })
    const samples = lines.slice(1).map(Number) // the first one loads what the others find loaded
    const title = 'From the exit of a process to the end of its test in Vitest'
    return [tableOf(title, { 'crash in the body': samples })]
  })
}
