import { expect, test } from 'vitest'
import { nameSource } from '../../src/declaration/index.js'
import { DeclarationError } from '../../src/errors/index.js'
import { withoutPage } from '../support/pages.js'

const error = new DeclarationError('processes', [{ path: 'db.prot', message: 'unknown option' }])

test('nameSource() says where invalid processes are declared', () => {
  const named = nameSource(error, 'mirakuru.json')
  expect(withoutPage(named.message)).toBe(
    'Invalid processes of mirakuru.json:\n  - db.prot: unknown option',
  )
  expect(named.problems).toEqual(error.problems)
})

test('nameSource() leaves others alone', () => {
  expect(nameSource(error, undefined)).toBe(error)
  const other = new Error('other')
  expect(nameSource(other, 'mirakuru.json')).toBe(other)
})
