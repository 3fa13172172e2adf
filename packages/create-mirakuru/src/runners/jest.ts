import type { ServiceName } from '../services.js'
import { apiByHand, declareAll, indent, joinLines, listFactories, listVariables } from './blocks.js'
import type { ModuleKind, Runner } from './runner.js'
import { expectAll, useAll } from './tests.js'

/** The preset, with the services in its configuration. */
export const jest: Runner = {
  label: 'Jest',
  package: 'jest',
  module: 'commonjs',
  listPackages: () => ['@mirakuru/jest-environment', 'jest@30'],
  configurations: /^jest\.config\.(?:[cm]?[jt]s|json)$/,
  configure: (chosen, module) => ({
    path: `jest.config.${extend(module)}`,
    text: writeConfiguration(chosen),
  }),
  writeTest: (chosen, { isConfigured, module }) => ({
    path: `test/services.test.${extend(module)}`,
    text: joinLines(
      ...(isConfigured ? [] : ['/**', ' * @jest-environment @mirakuru/jest-environment', ' */']),
      `const { ${isConfigured || !chosen.includes('api') ? '' : 'httpExecutor, '}useProcess } = require('@mirakuru/jest-environment')`,
      isConfigured || listFactories(chosen).length === 0
        ? undefined
        : "const services = require('@mirakuru/services')",
      '',
      ...useAll(chosen, isConfigured),
      '',
      expectAll(chosen, isConfigured),
    ),
  }),
  command: ({ file }) => (file === undefined ? 'jest' : `jest ${file}`),
}

/** Jest runs CommonJS without further options. */
function extend(module: ModuleKind): string {
  return module === 'commonjs' ? 'js' : 'cjs'
}

function writeConfiguration(chosen: readonly ServiceName[]): string {
  const factories = listFactories(chosen).join(', ')
  const imports =
    factories === '' ? '' : `const { ${factories} } = require('@mirakuru/services')\n\n`
  const form = { database: "{ scope: 'worker', reset: true }", api: apiByHand }
  return `${imports}/** @type {import('jest').Config} */
module.exports = {
  preset: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: {
${indent(6, declareAll(chosen, form))}
    },
    // in process.env before the code under test is loaded
    env: {
${indent(6, listVariables(chosen))}
    },
  },
}
`
}
