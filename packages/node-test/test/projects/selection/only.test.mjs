import { test } from 'node:test'
import { note } from '../note.mjs'

test.only('the only one', () => note('ran'))
