const { useProcess } = require('@mirakuru/jest-environment')
const { note } = require('../note')

const api = useProcess('api')

test('watched', () => note(`watched ${api.pid}`))
