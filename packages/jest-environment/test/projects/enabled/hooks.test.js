const { useProcess } = require('@mirakuru/jest-environment')
const { note } = require('../note')

const needed = useProcess('needed')

describe('with hooks', () => {
  beforeAll(async () => note(`beforeAll ${await needed.running()}`))
  afterAll(async () => note(`afterAll ${await needed.running()}`))
  test.todo('to do')
})
