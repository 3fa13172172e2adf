const assert = require('node:assert/strict')
const { test } = require('node:test')
const { useProcess } = require('@mirakuru/node-test')

const db = useProcess('db')

test('requires the package', async () => assert.ok(await db.running()))
