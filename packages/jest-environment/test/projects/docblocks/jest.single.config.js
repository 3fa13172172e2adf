const { describeProject, preset } = require('./projects')

module.exports = { ...preset, ...describeProject('one') }
