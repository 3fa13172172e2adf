import { expect, inject, test as base } from 'vitest'
import { simpleExecutor, useProcess } from '../src/index.js'

const shared = simpleExecutor('sleep 1000')

const named = base.extend({
  api: simpleExecutor('sleep 1000'),
  ofFile: simpleExecutor('sleep 1000', { scope: 'file' }),
  other: simpleExecutor('sleep 1000', { name: 'declared' }),
})
const twice = base.extend({ one: shared, two: shared })
const built = base.extend('built', simpleExecutor('sleep 1000'))
const injected = base.extend({
  first: simpleExecutor('sleep 1000'),
  installations: [{}, { injected: true }] as never, // Vitest's types do not expect an object
})

named(
  'a fixture is called by its key, unless its declaration has a name',
  ({ api, ofFile, other }) => {
    expect([api.name, ofFile.name, other.name]).toEqual(['api', 'ofFile', 'declared'])
  },
)

twice('one declaration with two keys is two processes', ({ one, two }) => {
  expect([one.name, two.name]).toEqual(['one', 'two'])
  expect(one.pid).not.toBe(two.pid)
})

built('a fixture of the builder form is called by its name', ({ built: process }) => {
  expect(process.name).toBe('built')
})

injected('values that are injected stay what they are', ({ first, installations }) => {
  expect(first.name).toBe('first')
  expect(installations).toEqual(inject('installations'))
})

const used = useProcess(simpleExecutor('sleep 1000'))
base('a process without a key is called by its program', () => {
  expect(used.name).toBe('sleep')
})
