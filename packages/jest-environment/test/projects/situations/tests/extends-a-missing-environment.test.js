/** @jest-environment-options {"base": "happy"} */
test('is not run', () => undefined)
