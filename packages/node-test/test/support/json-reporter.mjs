// Writes what `readRun()` reads: every test and suite, with the messages of all errors that it has failed with.
export default async function* report(events) {
  const assertionResults = []
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const { name: title, details, skip } = data
    const status = skip === undefined ? type.slice('test:'.length) : 'skip'
    assertionResults.push({ title, status, failureMessages: listMessages(details.error?.cause) })
  }
  yield JSON.stringify({ testResults: [{ assertionResults }] })
}

function listMessages(error, prefix = '') {
  if (typeof error !== 'object' || error === null) return error ? [String(error)] : []
  const { name, message, cause } = error
  return [`${prefix}${name}: ${message}`, ...listMessages(cause, '\nCaused by: ')]
}
