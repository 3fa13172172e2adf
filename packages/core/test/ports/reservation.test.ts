import { describe, expect, test, vi } from 'vitest'
import { allocatePort } from '../../src/ports/index.js'
import { tryReserve } from '../../src/ports/reservation.js'

describe('tryReserve()', () => {
  test('gives a port to one holder at a time', async () => {
    const port = await findFreePort()
    const first = await tryReserve(port)
    expect(first?.port).toBe(port)
    expect(await tryReserve(port)).toBeUndefined()
    first?.release()
    const second = await tryReserve(port)
    expect(second?.port).toBe(port)
    second?.release()
  })

  test('a release that is repeated leaves the next holder alone', async () => {
    const port = await findFreePort()
    const first = await tryReserve(port)
    first?.release()
    const second = await tryReserve(port)
    first?.release()
    expect(await tryReserve(port)).toBeUndefined()
    second?.release()
  })

  test.each([32_768, 40_000, 65_535])(
    'holds port %i against another copy of this package, as against another process',
    async (port) => {
      vi.resetModules()
      const copy = await import('../../src/ports/reservation.js')
      expect(copy.tryReserve).not.toBe(tryReserve)
      const reservation = await tryReserve(port)
      expect(reservation).toBeDefined()
      expect(await copy.tryReserve(port)).toBeUndefined()
      reservation?.release()
    },
  )
})

async function findFreePort(): Promise<number> {
  const reservation = await allocatePort()
  reservation.release()
  return reservation.port
}
