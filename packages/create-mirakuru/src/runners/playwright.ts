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
import { testAll } from './tests.js'

/** Services of the run in place of `webServer`. */
export const playwright: Runner = {
  label: 'Playwright',
  package: '@playwright/test',
  module: 'esm',
  listPackages: () => ['@mirakuru/playwright', '@playwright/test@1'],
  configurations: /^playwright\.config\.[cm]?[jt]s$/,
  configure: (chosen) => ({ path: 'playwright.config.ts', text: writeConfiguration(chosen) }),
  writeTest: (chosen, { isConfigured }) => ({
    path: 'tests/services.spec.ts',
    text: isConfigured ? writeTest(chosen) : writeTestWithServices(chosen),
  }),
  command: ({ file }) => (file === undefined ? 'playwright test' : `playwright test ${file}`),
}

function writeConfiguration(chosen: readonly ServiceName[]): string {
  const hasApi = chosen.includes('api')
  const imports = joinLines(
    `import { ${hasApi ? 'httpExecutor, ' : ''}withProcesses } from '@mirakuru/playwright'`,
    importFactories(chosen),
    "import { defineConfig } from '@playwright/test'",
  )
  return `${imports}
export const services = {
${indent(2, declareAll(chosen, { api: apiByFactory }))}
}

export default defineConfig(
  withProcesses(services, {
    testDir: 'tests',
${hasApi ? "    baseURL: 'api',\n" : ''}    // in process.env before a test file is loaded
    env: {
${indent(6, listVariables(chosen))}
    },
  }),
)
`
}

function writeTest(chosen: readonly ServiceName[]): string {
  return `import { processes } from '@mirakuru/playwright'
import { expect, test as base } from '@playwright/test'
import type { services } from '../playwright.config.js'

const test = base.extend(processes<typeof services>())

${expectFixtures(chosen, true)}
`
}

function writeTestWithServices(chosen: readonly ServiceName[]): string {
  const form = { api: apiByFactory, namespace: 'services' } as const
  const imports = joinLines(
    `import { ${chosen.includes('api') ? 'httpExecutor, ' : ''}processes } from '@mirakuru/playwright'`,
    importNamespace(chosen),
    "import { expect, test as base } from '@playwright/test'",
  )
  return `${imports}
const test = base.extend(
  processes({
${indent(4, declareAll(chosen, form))}
  }),
)

${expectFixtures(chosen, false)}
`
}

function expectFixtures(chosen: readonly ServiceName[], isConfigured: boolean): string {
  return testAll(chosen, isConfigured, {
    open: (title, service) => `test('${title}', async ({ ${service} }) => {`,
    isTrue: (value) => `expect(${value}).toBe(true)`,
    isEqual: (value, expected) => `expect(${value}).toBe(${expected})`,
  })
}
