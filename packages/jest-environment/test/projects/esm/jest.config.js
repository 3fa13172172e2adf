import { defineProcesses, outputExecutor } from '@mirakuru/jest-environment'

const program = '../../programs/serves.mjs'

export const processes = defineProcesses({
  api: { executor: 'output', command: `node ${program} {port}`, banner: /ready on (?<port>\d+)/ },
  factory: outputExecutor(`node ${program} {port}`, { banner: /READY ON (?<port>\d+)/i }),
  bare: { executor: 'http', command: `node ${program} {port}`, env: { REMOVED: undefined } },
})

export default {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: { processes },
  transform: {},
}
