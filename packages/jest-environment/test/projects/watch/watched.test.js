const { useProcess } = require('@mirakuru/jest-environment')
const { note } = require('../note')

const api = useProcess('api')
const made = useProcess('made')

test('watched', () => note(`watched ${api.pid} ${made.pid}`))
