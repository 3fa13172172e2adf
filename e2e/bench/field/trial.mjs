// One start and one end of one server, in a process of its own: whatever it prints is what users are told.
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { ask } from './ask.mjs'
import { declare } from './declare.mjs'
import { findSubject } from './subjects.mjs'

const { core, name, bare, how, mark } = JSON.parse(process.argv[2])
const { createExecutor } = await import(pathToFileURL(core))
const subject = findSubject(name)
const [variable, value] = mark.split('=')
const executor = createExecutor(declare(subject, { bare, env: { [variable]: value } }))
const stopTimeout = 10_000
const startedAt = performance.now()
try {
  await executor.start()
} catch (error) {
  await report({ failed: error.message.replaceAll('\n', ' ⏎ ').slice(0, 600) })
  process.exit()
}
await report({ ready: Math.round(performance.now() - startedAt) })
await prepare()
await stop()
process.exit()

/** What comes between the start and the stop. */
async function prepare() {
  if (how === 'young') return
  if (how === 'idle') {
    const { answer, isAnswered, socket } = await ask(subject.ask, executor)
    socket.destroy()
    await report({ answer, isAnswered })
  }
  await pause(1_000)
  if (how === 'client') await ask(subject.ask, executor)
  if (how === 'owner') {
    await report({ settled: true })
    await pause(60_000)
  }
}

async function stop() {
  const stoppedAt = performance.now()
  const error = await executor.stop().then(
    () => undefined,
    (reason) => reason.message.split('\n')[0],
  )
  const { code, signal, forced } = executor.exit ?? {}
  const took = Math.round(performance.now() - stoppedAt)
  // A leader that obeys may have children that do not.
  const isForced = forced || took >= stopTimeout
  await report({ stopped: { took, error, end: signal ?? code, forced: isForced } })
}

/** Goes on when it was heard, so that everybody looks at the same moment; but a young process is not made wait. */
function report(message) {
  process.send(message)
  if (message.ready !== undefined) return undefined
  return new Promise((resolve) => process.once('message', resolve))
}
