import { test } from './shares.js'

test('passes when it is tried again', async ({ ofTest, request }, { retry }) => {
  if (retry > 0) return
  await request.get(`${ofTest.url}exit/7`).catch(() => undefined)
  await new Promise(() => undefined)
})
