import { describe, test } from 'node:test'
import { tcpExecutor, useProcess } from '@mirakuru/node-test'
import { serve } from '../note.mjs'

useProcess(tcpExecutor(serve('unwanted')))

test('one', { skip: !process.env.ONE }, () => undefined)
describe('block', { skip: process.env.SKIPS_BLOCK }, () => {
  useProcess(tcpExecutor(serve('unwanted')))
  test('two', { skip: process.env.SKIPS }, () => undefined)
  test.skip('three', () => undefined)
})
