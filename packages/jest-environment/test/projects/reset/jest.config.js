const command = 'node ../../programs/serves.mjs {port}'
const reset = ['sh', '-c', 'echo reset >>"$1"', 'sh', '{tmp}/resets']

module.exports = {
  testEnvironment: '@mirakuru/jest-environment',
  testEnvironmentOptions: {
    processes: { shared: { executor: 'http', command, reset } },
  },
  transform: {},
}
