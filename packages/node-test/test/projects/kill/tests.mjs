import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { startProcess, tcpExecutor, useProcess } from '@mirakuru/node-test'
import { note } from '../note.mjs'

const stubborn = (name) => `node ../../programs/stubborn.mjs {port} ${name}`

/** Defines a test that holds processes of all scopes until somebody ends it. */
export function define(file) {
  useProcess(tcpExecutor(stubborn(`${file}-file`)))
  useProcess(tcpExecutor(stubborn('run'), { scope: 'run' }))
  test('holds', async (t) => {
    await startProcess(t, tcpExecutor(stubborn(`${file}-test`)))
    note(file, 'holds', process.pid)
    await setTimeout(1e9)
  })
}
