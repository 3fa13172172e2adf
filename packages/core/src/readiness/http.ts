import type { ClientRequest, RequestOptions } from 'node:http'
import { describeError, notReady, ready, type Attempt } from './attempt.js'

/** The request, and the responses that count as ready. */
export interface HttpQuestion {
  /** `HEAD` is followed by `GET` if the server responds with 405 or 501. */
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Accept any certificate. */
  readonly insecure: boolean
  readonly accepts: (status: number) => boolean
}

/**
 * One request. Redirects are not followed, no proxy is used, and the body of the response is not read. `node:http` is
 * used rather than fetch because it has neither proxies nor blocked ports.
 *
 * @param url - with a numeric host where the host is `localhost`
 */
export async function attemptHttp(
  url: URL,
  question: HttpQuestion,
  signal: AbortSignal,
): Promise<Attempt> {
  const answer = await ask(url, question, signal)
  const headIsUnknown =
    question.method === 'HEAD' && (answer === 405 || answer === 501) && !question.accepts(answer)
  const final = headIsUnknown ? await ask(url, { ...question, method: 'GET' }, signal) : answer
  if (typeof final !== 'number') return final
  const method = headIsUnknown ? 'GET' : question.method
  return question.accepts(final) ? ready : notReady(`HTTP ${final} to ${method} ${url.pathname}`)
}

/** The status of the response, or why there was none. */
function ask(url: URL, question: HttpQuestion, signal: AbortSignal): Promise<number | Attempt> {
  return new Promise((resolve) => {
    const settle = (answer: number | Attempt): void => {
      signal.removeEventListener('abort', onAbort)
      request.destroy()
      resolve(answer)
    }
    const onAbort = (): void => {
      const isConnected = request.socket?.connecting === false
      const reason = isConnected
        ? `connected to ${url.host}, no answer to ${question.method} ${url.pathname}`
        : `no answer to the connect to ${url.host}`
      settle(notReady(reason))
    }
    const request = openRequest(url, question)
    request.on('error', (error: NodeJS.ErrnoException) =>
      settle(notReady(describeError(error), error)),
    )
    request.once('response', (response) => settle(response.statusCode ?? 0))
    request.once('upgrade', (response, socket) => {
      socket.destroy()
      settle(response.statusCode ?? 0)
    })
    request.once('close', () => settle(notReady('the connection was closed without an answer')))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort)
    request.end(question.body)
  })
}

function openRequest(url: URL, { method, headers, insecure }: HttpQuestion): ClientRequest {
  // A new agent for one request: no kept connection, and no proxy of the environment (NODE_USE_ENV_PROXY).
  const options: RequestOptions = { method, headers, agent: false }
  // Loaded while the server starts: not by everybody who imports this package.
  return url.protocol === 'https:'
    ? process
        .getBuiltinModule('node:https')
        .request(url, { ...options, rejectUnauthorized: !insecure })
    : process.getBuiltinModule('node:http').request(url, options)
}
