const { useProcess } = require('@mirakuru/jest-environment')

const late = useProcess('late')

test('b', () => void late.port)
