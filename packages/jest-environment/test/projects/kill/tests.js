const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { note, program } = require('../note')

/** Holds processes of all scopes, says so, and then waits, or is too busy to listen. */
exports.declareTests = (file) => {
  useProcess('ofRun')
  useProcess('ofSlot')
  const ofFile = useProcess(
    httpExecutor(['node', program('serves.mjs'), '{port}', '{name}'], { name: `ofFile-${file}` }),
  )
  const ofTest = useProcess(
    httpExecutor(['node', program('stubborn.mjs'), '{port}', '{name}'], {
      name: `ofTest-${file}`,
      scope: 'test',
      stopTimeout: 300,
    }),
  )
  test('holds processes', async () => {
    note(`${file} holds ${ofFile.pid} ${ofTest.pid} in ${process.pid}`)
    if (process.env.BUSY !== undefined) for (;;);
    await new Promise((resolve) => setTimeout(resolve, 1_000_000))
  })
}
