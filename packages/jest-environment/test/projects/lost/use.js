const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { program } = require('../note')

/** A process of the scope that the run is about. */
exports.useOne = () =>
  useProcess(httpExecutor(['node', program('serves.mjs'), '{port}'], { scope: process.env.SCOPE }))
