import pg from 'pg'
import { describe, expect } from 'vitest'
import { send, test } from './setup.js'

describe('books', () => {
  test('are two after the migrations', async ({ api }) => {
    expect(await (await fetch(`${api}/books`)).json()).toHaveLength(2)
  })

  test('can be added', async ({ api }) => {
    expect(await send('POST', `${api}/books`, { title: 'Kindred' })).toEqual([
      201,
      { id: 3, title: 'Kindred' },
    ])
  })

  test('have the same id in the next test, which has a database of its own', async ({ api }) => {
    expect(await send('POST', `${api}/books`, { title: 'Beloved' })).toEqual([
      201,
      { id: 3, title: 'Beloved' },
    ])
  })

  test('cannot be added twice', async ({ api }) => {
    await send('POST', `${api}/books`, { title: 'Kindred' })
    const [status] = await send('POST', `${api}/books`, { title: 'Kindred' })
    expect(status).toBe(409)
  })

  test('may even be dropped', async ({ api, db }) => {
    const client = new pg.Client(db.url)
    await client.connect()
    await client.query('DROP TABLE loans, books')
    await client.end()
    expect((await fetch(`${api}/books`)).status).toBe(500)
  })
})
