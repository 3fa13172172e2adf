import { note } from '../note.js'

if (process.env['DB_URL'] === undefined) note('a set-up file came too early')
