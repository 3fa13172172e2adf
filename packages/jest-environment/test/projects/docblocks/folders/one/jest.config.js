const { describeProject } = require('../../projects')

module.exports = { ...describeProject('one'), rootDir: '../..' }
