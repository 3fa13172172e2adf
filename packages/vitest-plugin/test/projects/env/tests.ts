import { expect, test } from 'vitest'
import { note } from '../note.js'
import * as values from './values.js'

/** Nothing here knows of the plugin. */
export function declareTests(file: string): void {
  test(`${file} has the values`, async () => {
    const { DB_URL = '', SLOT = '' } = values
    // Without isolation modules are loaded once for a worker: they keep the values of its first file.
    const { FILE_URL = '' } = process.env
    for (const url of [DB_URL, FILE_URL, `http://${SLOT}/`])
      expect(await (await fetch(url)).text()).toMatch(/^\d+$/)
    expect(globalThis.ofSetUp).toEqual([DB_URL, FILE_URL, undefined])
    expect(values).toMatchObject({ LITERAL: '{db.port} ofFile', BEFORE: 'during' })
    expect('GONE' in process.env).toBe(false)
    note(`${file} has ${process.env['DB_URL']} ${process.env['FILE_URL']}`)
  })

  test(`${file} changes a variable`, () => {
    process.env['BEFORE'] = 'changed by a test'
    process.env['GONE'] = 'set by a test'
    process.env['OTHER'] = file
  })
}
