const { TestEnvironment } = require('jest-environment-node')

let first

/** Saves the time to make a context for every file. */
module.exports = class OneContext extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    first ??= { global: this.global, context: this.context }
    Object.assign(this, first)
  }

  teardown() {
    return Promise.resolve()
  }
}
