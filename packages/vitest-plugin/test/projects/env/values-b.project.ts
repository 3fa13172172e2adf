import { expect, test } from 'vitest'
import { useProcess } from '@mirakuru/vitest-plugin'
import { declareTests } from './tests.js'

const ofFile = useProcess('ofFile')
declareTests('b')

test('b shares the process that its variables name', () => {
  expect(process.env['FILE_URL']).toBe(ofFile.url)
})
