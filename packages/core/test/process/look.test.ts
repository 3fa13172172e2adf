import { expect, test, vi } from 'vitest'
import { processTable } from '../../src/process/system-table.js'
import { lookTogether } from '../../src/process/look.js'
import { rejectionOf } from '../support/deadline.js'
import { identityOf } from '../support/processes.js'

test('Everybody who shares a look is told that the table of processes cannot be read', async () => {
  vi.spyOn(processTable, 'walk').mockImplementationOnce(() => {
    throw new Error('too many open files')
  })
  const search = { eldest: identityOf(process.pid), accepts: () => false, kin: [] }
  const looks = [lookTogether(search), lookTogether(search)]
  for (const { message } of await Promise.all(looks.map((look) => rejectionOf(look))))
    expect(message).toBe('too many open files')
  expect((await lookTogether(search)).marked).toEqual([])
})
