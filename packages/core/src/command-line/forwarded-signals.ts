import { now } from '../internal/clock.js'
import { GroupWitness } from './group-witness.js'

/** What is passed on to the command that we run. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** One request may arrive as several signals: timeout(1) sends its own twice, npm passes on what a terminal sends to all. Milliseconds. */
const oneRequest = 250
/** At a terminal Ctrl-C is also what a command is told with, psql for example: only two in this time are meant for us. */
const sameBreath = 2_000

/** Who can end us. */
export type ForwardedSignal = (typeof forwarded)[number]

/** Is told of signals. */
export interface SignalListener {
  /** @param isKnown - whether whoever shares our terminal has got it as well */
  asked(signal: ForwardedSignal, isKnown: boolean): void
  /** Somebody who was not content with the first one has sent another. */
  askedAgain(signal: ForwardedSignal): void
}

/** Tells a listener instead of dying, until the returned function is called. */
export function catchSignals(listener: SignalListener): () => void {
  const isAtTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
  const witness = isAtTerminal ? new GroupWitness() : undefined
  const isKnown = async (signal: ForwardedSignal): Promise<boolean> =>
    (await witness?.sawSignal()) ?? (isAtTerminal && signal === 'SIGINT')
  let lastAt = -Infinity
  let isFirst = true
  const take = async (signal: ForwardedSignal): Promise<void> => {
    const gap = now() - lastAt
    if (gap < oneRequest) return
    lastAt = now()
    if (gap < sameBreath) return listener.askedAgain(signal)
    const isForAll = await isKnown(signal)
    if (!isFirst && !isForAll) return listener.askedAgain(signal)
    isFirst = false
    listener.asked(signal, isForAll)
  }
  const listeners = forwarded.map((signal) => {
    const onSignal = (): void => void take(signal)
    process.on(signal, onSignal)
    return () => process.off(signal, onSignal)
  })
  return () => {
    witness?.dismiss()
    for (const stop of listeners) stop()
  }
}
