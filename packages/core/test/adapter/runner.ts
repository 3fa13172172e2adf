import { TestFile, type RunnerTest } from '../../src/adapter/index.js'
import type { Block } from '../../src/adapter/index.js'
import type { PrintedText } from '../../src/client/index.js'
import { useClient } from '../support/clients.js'

let attempts = 0

/** A test of a runner that has no other features. */
export class SomeTest implements RunnerTest {
  readonly name = 'some test'
  readonly unit = `attempt ${++attempts}`
  readonly errors: unknown[] = []
  printed = ''
  /** Of each process by itself. */
  texts: readonly PrintedText[] = []

  fail(error: unknown): void {
    this.errors.push(error)
  }

  explain(text: string, texts: readonly PrintedText[]): void {
    this.printed += text
    this.texts = texts
  }
}

/** A file of that runner; its tests can use the processes of a block. */
export function openFile(block?: Block): TestFile {
  const client = useClient()
  return new TestFile({
    path: 'some file',
    folder: process.cwd(),
    block,
    findClient: () => client,
    advise: (name) => `configure ${name}`,
  })
}
