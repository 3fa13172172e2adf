const { describeProject, preset } = require('./projects')

module.exports = {
  ...preset,
  projects: ['one', 'two'].map((name) => ({ displayName: name, ...describeProject(name) })),
}
