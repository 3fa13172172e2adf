const { useProcess } = require('@mirakuru/jest-environment')
const { note } = require('../note')

describe('without hooks', () => {
  useProcess('unwanted')
  beforeEach(() => note('never run'))
  test.todo('to do')
})

describe.skip('skipped', () => {
  useProcess('unwanted')
  beforeAll(() => note('never run'))
  test.only('skipped with its block', () => note('never run'))
  test.todo('to do as well')
})
