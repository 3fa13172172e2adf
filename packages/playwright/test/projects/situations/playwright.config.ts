import { createRequire } from 'node:module'
import { defineConfig } from '@playwright/test'
import { withProcesses } from '@mirakuru/playwright'
import type * as Situations from '../../../../core/test/programs/situations.cjs'
import { program } from '../note.js'

const { blocks } = createRequire(import.meta.url)(program('situations.cjs')) as typeof Situations
const { BLOCK = 'sound' } = process.env

// None of its tests is to end because of the time limit.
export default defineConfig(
  withProcesses(blocks[BLOCK as keyof typeof blocks], { workers: 4, timeout: 60_000 }),
)
