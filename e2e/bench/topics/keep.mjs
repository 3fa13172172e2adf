import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { declarePostgresql } from '../contenders/postgresql.mjs'
import { makeProject, runners, runProject } from '../contenders/projects.mjs'
import { interleave } from '../interleave.mjs'
import { withFolder } from '../places.mjs'
import { tableOf } from '../table.mjs'

const core = dirname(createRequire(import.meta.url).resolve('@mirakuru/core/package.json'))

/** How much sooner the tests of a run begin whose PostgreSQL was kept by the run before. */
export async function measureKeep({ rounds = 10 }) {
  const database = declarePostgresql()
  if (database === undefined) return []
  return withFolder(async (folder) => {
    const projects = {
      'run-scoped PostgreSQL': {},
      'run-scoped PostgreSQL, kept': { keep: true },
    }
    const contenders = Object.entries(projects).map(([what, keep]) => {
      const project = join(folder, what.replaceAll(/\W+/g, '-'))
      makeProject(project, runners.vitest, describeProject({ ...database, keep }))
      return [what, () => measureRun(project)]
    })
    try {
      const { begin } = await interleave(Object.fromEntries(contenders), { rounds })
      const note =
        'From the start of Vitest to the beginning of the first test, with a folder that was prepared before.'
      return [tableOf('The next run of a project with PostgreSQL', begin, { note })]
    } finally {
      execFileSync(process.execPath, [join(core, 'dist/command-line/main.js'), 'stop'], {
        cwd: join(folder, 'run-scoped-PostgreSQL-kept'),
      })
    }
  })
}

function describeProject({ command, options, keep }) {
  const declared = { executor: 'tcp', command, ...options, scope: 'run', ...keep }
  return {
    'package.json': '{ "type": "module" }',
    'vitest.config.mjs': `import { mirakuru } from '@mirakuru/vitest-plugin/config'
export default { plugins: [mirakuru({ processes: { database: ${JSON.stringify(declared)} } })] }
`,
    'begins.test.mjs': `import { appendFileSync } from 'node:fs'
import { useProcess } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'
useProcess('database')
test('begins', () => appendFileSync(process.env.RESULTS, String(Date.now())))
`,
  }
}

async function measureRun(project) {
  const startedAt = Date.now()
  const { lines } = await runProject(project, runners.vitest, { env: { CI: '' } })
  return { begin: Number(lines[0]) - startedAt }
}
