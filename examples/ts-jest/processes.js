const { defineProcesses } = require('@mirakuru/jest-environment')

exports.processes = defineProcesses({
  // One for the whole run, shared by all files.
  counter: { executor: 'tcp', command: 'node services/counter.mjs {port}' },
  // One for each file, which asks that counter.
  api: {
    executor: 'http',
    command: 'node services/api.mjs',
    scope: 'file',
    env: { PORT: '{port}', COUNTER: '{counter.host}:{counter.port}' },
    url: 'http://{host}:{port}/health',
  },
})
