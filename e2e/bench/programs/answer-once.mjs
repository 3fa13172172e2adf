import { once } from 'node:events'
import { get } from 'node:http'

/** One request, and its whole answer. */
export async function answerOnce(port) {
  const asked = get({ host: '127.0.0.1', port, agent: false })
  const [response] = await once(asked, 'response')
  response.resume()
  await once(response, 'end')
}
