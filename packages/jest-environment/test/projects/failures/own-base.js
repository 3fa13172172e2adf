const { TestEnvironment } = require('jest-environment-node')

module.exports = class OwnBase extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    this.global.ofOwnBase = 'yes'
    this.global.eventsOfOwnBase = []
  }

  handleTestEvent = (event) => {
    this.global.eventsOfOwnBase.push(event.name)
  }
}
