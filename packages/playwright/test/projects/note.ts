import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Leaves a note for the test that started this run. */
export function note(text: string | number | undefined): void {
  appendFileSync(process.env['NOTES'] ?? '/dev/null', `${text}\n`)
}

/** The path of a fixture program. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url))
}
