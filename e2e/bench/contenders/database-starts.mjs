import { makeDatabaseProject, migration, writeConfig } from './databases.mjs'

/**
 * Runs whose first test needs a migrated database, by name.
 *
 * @param source - options that say which PostgreSQL
 */
export function describeStarts(source) {
  const project = (options) => (folder) =>
    makeDatabaseProject(folder, {
      'vitest.config.mjs': writeConfig(
        `{ processes: { db: postgres(${JSON.stringify({ scope: 'run', migrate: migration, ...source, ...options })}) } }`,
      ),
      'begins.test.mjs': begins,
    })
  return {
    'run-scoped database, the first run': { make: project({}), isCold: true },
    'run-scoped database, the next run': { make: project({}) },
    'run-scoped database, the next run with keep': { make: project({ keep: true }) },
  }
}

const begins = `import { appendFileSync } from 'node:fs'
import { useProcess } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'
useProcess('db')
test('begins', () => appendFileSync(process.env.RESULTS, String(Date.now())))
`
