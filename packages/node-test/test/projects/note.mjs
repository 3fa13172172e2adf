// Writes down what the tests of a project see.
import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the fixture programs are. */
export const programs = fileURLToPath(new URL('../programs', import.meta.url))

export const note = (...words) => appendFileSync(process.env.NOTES, `${words.join(' ')}\n`)
export const serve = (name) => `node ../../programs/serves.mjs {port} ${name}`
