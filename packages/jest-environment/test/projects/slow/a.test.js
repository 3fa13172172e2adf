const { useProcess } = require('@mirakuru/jest-environment')

const late = useProcess('late')

test('a', () => void late.port)
