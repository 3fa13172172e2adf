import { describe, test } from 'node:test'
import { tcpExecutor, useProcess } from '@mirakuru/node-test'
import { note, serve } from '../note.mjs'

describe('wanted', () => {
  useProcess(tcpExecutor(serve('wanted')))
  test('some', () => note('ran'))
})
describe('not wanted', () => {
  useProcess(tcpExecutor(serve('unwanted')))
  test('others', () => note('never'))
})
