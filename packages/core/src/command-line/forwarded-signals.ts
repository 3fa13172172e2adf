import { now } from '../internal/clock.js'
import { GroupWitness } from './group-witness.js'

/** The signals that are forwarded to the command. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A request may arrive as several signals: timeout(1) sends two, npm forwards those of a terminal. Milliseconds. */
const oneRequest = 250
/** A command such as psql handles Ctrl-C itself: only two within this time are meant for us. Milliseconds. */
const sameBreath = 2_000

/** The signals that would end this process. */
export type ForwardedSignal = (typeof forwarded)[number]

/** Notified of signals. */
export interface SignalListener {
  /** @param isKnown - whether all processes of our terminal have received it as well */
  asked(signal: ForwardedSignal, isKnown: boolean): void
  /** A second signal was sent, to end at once. */
  askedAgain(signal: ForwardedSignal): void
}

/** Notifies a listener of signals, instead of ending this process, until the returned function is called. */
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
