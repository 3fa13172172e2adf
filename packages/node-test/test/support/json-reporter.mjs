// Writes what `readRun()` reads: every test and suite, with the messages of all errors that it has failed with.
export default async function* report(events) {
  const assertionResults = []
  const names = []
  for await (const { type, data } of events) {
    // It is told of in the order of the tests: behind this come those inside it, and then its result.
    if (type === 'test:start') names[data.nesting] = data.name
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const { name: title, details, skip, nesting } = data
    const fullName = [...names.slice(0, nesting), title].join(' > ')
    const status = skip === undefined ? type.slice('test:'.length) : 'skip'
    const failureMessages = listMessages(details.error?.cause)
    assertionResults.push({ title, fullName, status, failureMessages })
  }
  yield JSON.stringify({ testResults: [{ assertionResults }] })
}

function listMessages(error, prefix = '') {
  if (typeof error !== 'object' || error === null) return error ? [String(error)] : []
  const { name, message, cause } = error
  return [`${prefix}${name}: ${message}`, ...listMessages(cause, '\nCaused by: ')]
}
