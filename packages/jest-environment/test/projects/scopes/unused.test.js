const { useProcess } = require('@mirakuru/jest-environment')
const { note } = require('../note')

useProcess('db')
useProcess('never')

test.skip('skipped', () => undefined)

test.concurrent.skip('skipped as well', () => undefined)

note('unused loaded')
