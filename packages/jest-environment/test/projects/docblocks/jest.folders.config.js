const { preset } = require('./projects')

module.exports = { ...preset, projects: ['<rootDir>/folders/*'] }
