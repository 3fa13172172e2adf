const { execFile } = require('node:child_process')
const { promisify } = require('node:util')
const { useProcess } = require('@mirakuru/jest-environment')
const { processes } = require('../processes')

const run = promisify(execFile)

;(processes.database === undefined ? describe.skip : describe)('PostgreSQL', () => {
  const database = useProcess('database')

  test('answers queries as soon as it is ready', async () => {
    expect(await query('select 6 * 7')).toBe('42')
  })

  test('creates a table', async () => {
    expect(await query('create table visits (page text primary key, times int)')).toBe(
      'CREATE TABLE',
    )
  })

  test('writes', async () => {
    expect(await query("insert into visits values ('home', 1), ('shop', 2)")).toBe('INSERT 0 2')
  })

  test('reads what an earlier test wrote', async () => {
    expect(await query("select times from visits where page = 'shop'")).toBe('2')
  })

  test('does not run as root', async () => {
    expect(await query('select current_user')).toBe('postgres')
    const { stdout } = await run('ps', ['-o', 'user=', '-p', String(database.pid)])
    expect(stdout.trim()).not.toBe('root')
  })

  test('has its data in its own folder', async () => {
    expect(await query('show data_directory')).toBe(`${database.tmp}/data`)
  })

  /** @param {string} sql */
  async function query(sql) {
    const { host, port } = database
    const args = ['--host', host, '--port', String(port), '--username', 'postgres']
    const { stdout } = await run('psql', [...args, '--no-align', '--tuples-only', '--command', sql])
    return stdout.trim()
  }
})
