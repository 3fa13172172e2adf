/**
 * @jest-environment-options {"base": "happy"}
 */
test('never reached', () => undefined)
