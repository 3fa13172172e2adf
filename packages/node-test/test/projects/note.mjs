// Writes down what the tests of a project see.
import { appendFileSync } from 'node:fs'

export const note = (...words) => appendFileSync(process.env.NOTES, `${words.join(' ')}\n`)
export const serve = (name) => `node ../../programs/serves.mjs {port} ${name}`
