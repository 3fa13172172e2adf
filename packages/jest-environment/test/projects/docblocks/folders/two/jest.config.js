const { describeProject } = require('../../projects')

module.exports = { ...describeProject('two'), rootDir: '../..' }
