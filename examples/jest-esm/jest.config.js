/** @type {import('jest').Config} */
export default {
  preset: '@mirakuru/jest-environment',
  transform: {},
  testEnvironmentOptions: {
    processes: {
      // One for the whole run, shared by all files.
      counter: { executor: 'tcp', command: 'node services/counter.js {port}' },
      // One for each file, which asks that counter.
      api: {
        executor: 'http',
        command: 'node services/api.js',
        scope: 'file',
        env: { PORT: '{port}', COUNTER: '{counter.host}:{counter.port}' },
        url: 'http://{host}:{port}/health',
      },
    },
  },
}
