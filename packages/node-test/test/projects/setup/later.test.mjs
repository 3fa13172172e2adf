import { test } from 'node:test'
import { note } from '../note.mjs'

test('uses nothing', () => note('ran'))
