import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readDeclarations } from '../../src/declaration/index.js'
import { catchRefusal } from './refuse.js'
import { withoutPage } from '../support/pages.js'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'declarations-'))
  file = join(folder, 'services.json')
})

afterEach(() => rmSync(folder, { recursive: true }))

const redis = { executor: 'tcp', command: 'redis-server --port {port}' }

describe('readDeclarations()', () => {
  test('reads what a file declares by name, without what is for editors', () => {
    writeFileSync(file, `\uFEFF${JSON.stringify({ $schema: './schema.json', redis })}`)
    expect(readDeclarations(file)).toEqual({ redis })
    expect(readDeclarations(pathToFileURL(file))).toEqual({ redis })
  })

  test('shows where a file is no JSON', () => {
    writeFileSync(file, '{ "redis": {\n  "executor": tcp } }')
    const error = catchRefusal(() => readDeclarations(file))
    expect(withoutPage(error.message)).toBe(
      `Cannot read "${file}": Unexpected token 'c' at line 2, column 16\n    "executor": tcp } }\n                 ^`,
    )
    expect(error.cause).toBeInstanceOf(SyntaxError)
  })

  test('names the file that was probably meant', () => {
    writeFileSync(file, '{}')
    const { problems } = catchRefusal(() => readDeclarations(join(folder, 'sevices.json')))
    expect(problems).toEqual([
      { path: '', message: 'there is no such file; did you mean "services.json"?' },
    ])
  })

  test.each([
    [[], 'it must hold a declaration, or several by name'],
    [{}, 'it declares nothing'],
    [redis, 'it is one declaration, without a name: { "db": { … } } has one'],
  ])('refuses %j', (content, message) => {
    writeFileSync(file, JSON.stringify(content))
    expect(catchRefusal(() => readDeclarations(file)).problems).toEqual([{ path: '', message }])
  })
})
