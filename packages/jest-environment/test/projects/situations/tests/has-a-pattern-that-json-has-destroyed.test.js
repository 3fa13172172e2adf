/**
 * @jest-environment-options {"processes": {"told": {"executor": "output", "command": "node x.mjs", "banner": {}}}}
 */
const { fails } = require('../fails')

fails('a declaration', 'with a pattern that JSON has destroyed', 'told')
