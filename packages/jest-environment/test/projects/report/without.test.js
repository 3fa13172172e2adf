test('has none', () => undefined)
