const { useProcess } = require('@mirakuru/jest-environment')
const ofFile = useProcess('ofFile')
require('../tests').declareTests('b')

test('b shares the process that its variables name', () => {
  expect(process.env.FILE_URL).toBe(ofFile.url)
})
