import type { ServiceName } from '../services.js'
import { apiByHand, declareAll, indent, joinLines, listFactories, listVariables } from './blocks.js'
import type { ModuleKind, Runner, SourceFile, TestOptions } from './runner.js'
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
  writeTest: (chosen, options) => ({
    path: `test/services.test.${extend(options.module)}`,
    text: joinLines(
      ...(options.isConfigured
        ? []
        : ['/**', ' * @jest-environment @mirakuru/jest-environment', ' */']),
      ...importAll(chosen, options),
      '',
      ...useAll(chosen, options.isConfigured),
      '',
      expectAll(chosen, options.isConfigured),
    ),
  }),
  listTests: ['jest', '--listTests'],
  // What such a file is depends on options of Node.
  findEnding: (example, module) =>
    module === 'esm' && example.path.endsWith('.js') && !usesImport(example) ? '.cjs' : undefined,
  command: ({ file }) => (file === undefined ? 'jest' : `jest ${file}`),
}

/** Jest runs CommonJS without further options. */
function extend(module: ModuleKind): string {
  return module === 'commonjs' ? 'js' : 'cjs'
}

/** What the test needs, as the other tests of the project import it. */
function importAll(
  chosen: readonly ServiceName[],
  { isConfigured, example }: TestOptions,
): readonly string[] {
  const load = usesImport(example) ? writeImport : writeRequire
  const hasFactories = !isConfigured && listFactories(chosen).length > 0
  const factory = !isConfigured && chosen.includes('api') ? 'httpExecutor, ' : ''
  return [
    ...(example?.text.includes('@jest/globals') === true
      ? [load('{ expect, test }', '@jest/globals')]
      : []),
    load(`{ ${factory}useProcess }`, '@mirakuru/jest-environment'),
    ...(hasFactories ? [load('services', '@mirakuru/services')] : []),
  ]
}

function usesImport(example: SourceFile | undefined): boolean {
  return example !== undefined && (/tsx?$/.test(example.path) || /^import\b/m.test(example.text))
}

function writeImport(names: string, module: string): string {
  return `import ${names.startsWith('{') ? names : `* as ${names}`} from '${module}'`
}

function writeRequire(names: string, module: string): string {
  return `const ${names} = require('${module}')`
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
