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
import { testAll, useAll } from './tests.js'

const configuration = 'processes.mjs'

/** A module that `MIRAKURU_PROCESSES` names. */
export const nodeTest: Runner = {
  label: 'node:test',
  module: 'esm',
  listPackages: () => ['@mirakuru/node-test'],
  needsScript: true,
  configurations: /^(?:mirakuru\.json|processes\.mjs)$/,
  configure: (chosen) => ({ path: configuration, text: writeConfiguration(chosen) }),
  writeTest: (chosen, { isConfigured }) => ({
    path: 'test/services.test.mjs',
    text: joinLines(
      "import assert from 'node:assert/strict'",
      "import { test } from 'node:test'",
      `import { ${isConfigured || !chosen.includes('api') ? '' : 'httpExecutor, '}useProcess } from '@mirakuru/node-test'`,
      isConfigured ? undefined : importNamespace(chosen),
      '',
      ...useAll(chosen, isConfigured),
      '',
      testAll(chosen, isConfigured, {
        open: (title) => `test('${title}', async () => {`,
        isTrue: (value) => `assert.ok(${value})`,
        isEqual: (value, expected) => `assert.equal(${value}, ${expected})`,
      }),
    ),
  }),
  command: ({ isConfigured, file }) =>
    [
      ...(isConfigured ? [`MIRAKURU_PROCESSES=${configuration}`] : []),
      'node',
      ...(isConfigured ? ['--import', '@mirakuru/node-test/env'] : []),
      '--test',
      ...(file === undefined ? [] : [file]),
    ].join(' '),
}

function writeConfiguration(chosen: readonly ServiceName[]): string {
  const imports = joinLines(
    chosen.includes('api') ? "import { httpExecutor } from '@mirakuru/node-test'" : undefined,
    importFactories(chosen),
  )
  return `// named by MIRAKURU_PROCESSES
${imports}
export default {
  processes: {
${indent(4, declareAll(chosen, { database: "{ scope: 'file' }", api: apiByFactory }))}
  },
  // in process.env before a test file is loaded
  env: {
${indent(4, listVariables(chosen))}
  },
}
`
}
