// Prints each test of `npm run demo` with how long it waited for its database.
import { styleText } from 'node:util'

export default class DemoReporter {
  #waits = []
  #printed = new Set()

  onTestCaseResult(test) {
    const { state, errors = [] } = test.result()
    if (state !== 'passed') {
      console.log(`${styleText('red', '✗')} ${test.fullName}`)
      this.#printOnce(errors)
      return
    }
    const [database] = test.meta().mirakuru ?? []
    const waited = database?.readyAfter ?? 0
    this.#waits.push(waited)
    const own = (test.diagnostic()?.duration ?? 0) - waited
    const times = `waited ${toText(waited)} for its database, ran ${toText(own)}`
    console.log(`${styleText('green', '✓')} ${test.fullName}\n    ${styleText('dim', times)}`)
  }

  onTestRunEnd(modules, errors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const passed = tests.filter((test) => test.result().state === 'passed')
    const [first = 0, ...others] = this.#waits
    console.log(`\n${passed.length} of ${tests.length} tests passed`)
    if (passed.length > 0)
      console.log(
        `They waited ${toText(findMedian(others))} (median) for their database, the first ${toText(first)}`,
      )
    this.#printOnce([...errors, ...modules.flatMap((module) => module.errors())])
  }

  /** What fails one test often fails all. */
  #printOnce(errors) {
    for (const { message } of errors) {
      if (!this.#printed.has(message)) console.log(message)
      this.#printed.add(message)
    }
  }
}

/** A duration in milliseconds, as people read it. */
export function toText(duration) {
  if (duration >= 1000) return `${(duration / 1000).toFixed(1)} s`
  return duration < 10 ? `${duration.toFixed(1)} ms` : `${Math.round(duration)} ms`
}

/** The middle one, or the upper of two. */
export function findMedian(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
