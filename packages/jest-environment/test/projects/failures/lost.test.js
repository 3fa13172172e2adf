/**
 * @jest-environment-options {"processes": {"told": {"executor": "output", "command": "node x.mjs", "banner": {}}}}
 */
const { useProcess } = require('@mirakuru/jest-environment')

useProcess('told')

test('a pattern that JSON has destroyed', () => undefined)
