import { afterAll, beforeAll } from 'vitest'
import { Client, HeldProcess } from '../../src/client/index.js'
import { declare } from '../../src/declaration/declaration.js'
import type { ExecutorKind } from '../../src/declaration/kinds.js'
import type { Driver } from '../executors/driver.js'
import { beOwnRun } from '../support/clients.js'
import { findSupervised } from '../support/supervisors.js'

/** Executors that live in the supervisor of this worker's own run. */
export function makeSupervisedDriver(): Driver {
  const client = new Client('worker')
  beforeAll(beOwnRun)
  afterAll(() => client.close())
  let tests = 0
  return {
    create: ({ kind, command, options }) => {
      const subject = declare(kind as ExecutorKind, command, { ...options, scope: 'test' } as never)
      const units = { test: `test ${++tests}`, file: 'the file' }
      return new HeldProcess(client, { processes: { subject }, name: 'subject', units })
    },
    listProcesses: () => findSupervised(process.pid),
  }
}
