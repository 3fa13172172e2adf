import { test } from 'vitest'

test('needs no process', () => undefined)
