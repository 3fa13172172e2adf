/** @jest-environment node */
// Another environment, in the same process: nothing is left of what other files have.
const { execFileSync } = require('node:child_process')

test('c has what was there before', () => {
  const read = (name) => execFileSync('sh', ['-c', `echo $${name}`], { encoding: 'utf8' }).trim()
  for (const find of [read, (name) => process.env[name] ?? ''])
    expect(['BEFORE', 'GONE', 'DB_URL'].map(find)).toEqual(['before', 'still there', ''])
})
