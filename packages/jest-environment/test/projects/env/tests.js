const { execFileSync } = require('node:child_process')
const { get } = require('node:http')
const { text } = require('node:stream/consumers')
const { note } = require('../note')
const values = require('./values')

/** Without `fetch()`, which a DOM has not. */
async function ask(url) {
  return text(await new Promise((resolve) => get(url, resolve)))
}

/** Nothing here knows of processes. */
exports.declareTests = (file) => {
  test(`${file} has the values`, async () => {
    const { DB_URL, FILE_URL, SLOT } = values
    for (const url of [DB_URL, FILE_URL, `http://${SLOT}/`]) expect(await ask(url)).toMatch(/^\d+$/)
    expect(globalThis.ofSetUp).toEqual([DB_URL, FILE_URL, undefined])
    expect(globalThis.afterEnv).toBe(DB_URL)
    expect(values).toMatchObject({ LITERAL: '{db.port} ofFile', BEFORE: 'during' })
    expect('GONE' in process.env).toBe(false)
    expect(execFileSync('printenv', ['FILE_URL'], { encoding: 'utf8' })).toBe(`${FILE_URL}\n`)
    note(`${file} has ${DB_URL} ${FILE_URL}`)
  })

  test(`${file} changes variables`, () => {
    process.env.BEFORE = 'changed by a test'
    process.env.GONE = 'set by a test'
  })
}
