import type { ServiceName } from '../services.js'
import {
  apiByFactory,
  declareAll,
  importFactories,
  importNamespace,
  indent,
  joinLines,
  listVariables,
} from './blocks.js'
import type { Runner } from './runner.js'
import { expectAll, useAll } from './tests.js'

/** Fixtures, or a block in `vitest.config.mts`. */
export const vitest: Runner = {
  label: 'Vitest',
  package: 'vitest',
  module: 'esm',
  listPackages: (node) => ['@mirakuru/vitest-plugin', runsVitest5(node) ? 'vitest@5' : 'vitest@4'],
  configurations: /^vite(?:st)?\.config\.[cm]?[jt]s$/,
  configure: (chosen) => ({ path: 'vitest.config.mts', text: writeConfiguration(chosen) }),
  writeTest: (chosen, { isConfigured }) => ({
    path: 'test/services.test.ts',
    text: joinLines(
      isConfigured ? undefined : importNamespace(chosen),
      `import { ${isConfigured || !chosen.includes('api') ? '' : 'httpExecutor, '}useProcess } from '@mirakuru/vitest-plugin'`,
      "import { expect, test } from 'vitest'",
      '',
      ...useAll(chosen, isConfigured),
      '',
      expectAll(chosen, isConfigured),
    ),
  }),
  listTests: ['vitest', 'list', '--filesOnly'],
  command: ({ file }) => (file === undefined ? 'vitest run' : `vitest run ${file}`),
}

/** As its `engines` say. */
function runsVitest5(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  return (major === 22 && minor >= 12) || major === 24 || major >= 26
}

function writeConfiguration(chosen: readonly ServiceName[]): string {
  const imports = joinLines(
    importFactories(chosen),
    `import { ${chosen.includes('api') ? 'httpExecutor, ' : ''}mirakuru } from '@mirakuru/vitest-plugin/config'`,
    "import { defineConfig } from 'vitest/config'",
  )
  const form = { database: "{ scope: 'worker', reset: true }", api: apiByFactory }
  return `${imports}
export default defineConfig({
  plugins: [
    mirakuru({
      processes: {
${indent(8, declareAll(chosen, form))}
      },
      // in process.env before the code under test is loaded
      env: {
${indent(8, listVariables(chosen))}
      },
    }),
  ],
})
`
}
