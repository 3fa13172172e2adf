import { describe, expect } from 'vitest'
import { send, test } from './setup.js'

describe('loans', () => {
  test('show who has a book', async ({ api }) => {
    await send('PUT', `${api}/books/1/loan`, { reader: 'Ada' })
    expect(await (await fetch(`${api}/books`)).json()).toEqual([
      { title: "A Room of One's Own", reader: 'Ada' },
      { title: 'The Left Hand of Darkness', reader: null },
    ])
  })

  for (const reader of ['Ada', 'Grace', 'Mary'])
    test(`let ${reader} be the first to lend a book`, async ({ api }) => {
      expect(await send('PUT', `${api}/books/1/loan`, { reader })).toEqual([200, { reader }])
    })

  test('let nobody lend a book that somebody has', async ({ api }) => {
    await send('PUT', `${api}/books/1/loan`, { reader: 'Ada' })
    const [status] = await send('PUT', `${api}/books/1/loan`, { reader: 'Grace' })
    expect(status).toBe(409)
  })
})
