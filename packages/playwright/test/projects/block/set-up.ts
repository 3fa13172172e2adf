import { note } from '../note.js'

/** It finds what the configuration declares. */
export default async function setUp(): Promise<void> {
  const { PLAYWRIGHT_TEST_BASE_URL: url } = process.env
  if (url === undefined) return
  const answer = await fetch(url)
  note(`set up with ${await answer.text()}`)
}
