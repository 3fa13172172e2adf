import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the programs and tests of a run leave notes for the test that started it. */
export const notes = process.env['NOTES'] ?? '/dev/null'

export function note(text: string | number | undefined): void {
  appendFileSync(notes, `${text}\n`)
}

/** The path of a fixture program. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url))
}

/** The scope that the run is about. */
export const scope = process.env['SCOPE'] as 'run' | 'worker' | 'file' | 'test' | undefined
