const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']

/** A block of which one process is the same in every project, and one is not. */
exports.describeProcesses = (project) => ({
  shared: { executor: 'http', command: serves, cwd: __dirname },
  [`own-${project}`]: {
    executor: 'http',
    command: serves,
    cwd: '..',
    env: { SHARED: '{shared.port}', ROOT: '<rootDir>' },
  },
})
