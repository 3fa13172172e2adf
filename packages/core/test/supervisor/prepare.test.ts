import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { HeldProcess } from '../../src/client/index.js'
import { simpleExecutor } from '../../src/declaration.js'
import { beOwnRun, endRunAfterTest, holdOne, useClient } from '../support/clients.js'
import { rejectionOf } from '../support/deadline.js'
import { makeProject, readPrepared } from '../support/project.js'

beforeAll(beOwnRun)

describe('A process of the supervisor', () => {
  test('starts from a copy of the folder prepared in the project of who asks for it', async () => {
    endRunAfterTest()
    const project = await makeProject()
    const client = useClient()
    const hold = (unit: string): HeldProcess =>
      new HeldProcess(client, {
        processes: { db: project.declare({ scope: 'test' }) },
        name: 'db',
        units: { test: unit, file: 'one file' },
        folder: project.folder,
      })
    const [one, other] = await Promise.all([hold('one').start(), hold('other').start()])
    expect(one.tmp).not.toBe(other.tmp)
    expect([readPrepared(one), readPrepared(other)]).toEqual(['fresh\n', 'fresh\n'])
    expect(project.runs).toBe(1)
    expect(project.listKept()).toHaveLength(1)
    await Promise.all([one.release(), other.release()])
  })

  test('names the file that has all lines of a preparation that failed', async () => {
    endRunAfterTest()
    const script = 'seq 30; echo done >&2; exit 3'
    const declaration = simpleExecutor('sleep 1000', {
      name: 'db',
      scope: 'test',
      prepare: ['sh', '-c', script, 'sh', '{tmp}'],
    })
    const { message } = await rejectionOf(holdOne(useClient(), declaration).start())
    const [, file = ''] = /all of its output: (\S+)$/m.exec(message) ?? []
    const lines = Array.from({ length: 30 }, (_, index) => `${index + 1}\n`)
    expect(readFileSync(file, 'utf8'), message).toBe(`${lines.join('')}done\n`)
  })
})
