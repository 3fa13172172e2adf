// Writes the results of a run as JSON to the file that REPORT names, in the form that Jest and Vitest have.
import { writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

function describe(test) {
  const { title, results } = test
  // Behind the root, the project and the file.
  const fullName = test.titlePath().slice(3).join(' > ')
  const { status, duration, attachments } = results.at(-1)
  const errors = results.flatMap((result) => result.errors)
  const texts = attachments.map(({ name, body }) => [name, body?.toString() ?? ''])
  return {
    title,
    fullName,
    status,
    duration,
    failureMessages: errors.map(describeError),
    attachments: Object.fromEntries(texts),
  }
}

function describeError({ stack, message, value, cause }) {
  const own = stripVTControlCharacters(stack ?? message ?? value ?? '')
  return cause === undefined ? own : `${own}\n[cause]: ${describeError(cause)}`
}

export default class JsonReporter {
  onBegin(_config, suite) {
    this.suite = suite
  }

  onEnd() {
    const assertionResults = (this.suite?.allTests() ?? [])
      .filter(({ results }) => results.length > 0)
      .map(describe)
    writeFileSync(process.env.REPORT, JSON.stringify({ testResults: [{ assertionResults }] }))
  }
}
