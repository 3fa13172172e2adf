/** The files in the order of their names. */
module.exports = class ByName {
  sort(tests) {
    return tests.toSorted((one, other) => one.path.localeCompare(other.path))
  }

  allFailedTests(tests) {
    return tests
  }

  cacheResults() {}
}
