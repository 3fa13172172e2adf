const { describeProject, preset } = require('./projects')

module.exports = { ...preset, projects: [describeProject('one'), describeProject('two')] }
