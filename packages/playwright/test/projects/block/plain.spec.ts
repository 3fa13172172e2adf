import { expect, test } from '@playwright/test'
import { note } from '../note.js'

test('needs no fixture of ours', async ({ request }) => {
  note(`plain has api ${await (await request.get('/')).text()}`)
  expect((await request.get('/')).ok()).toBe(true)
})
