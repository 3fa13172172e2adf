import { afterAll, aroundAll, aroundEach } from 'vitest'
import type { GuardPost } from './guard-post.js'

// For runs without isolation: every test file loads this one, so it imports nothing of ours.
const global = globalThis as { [key: symbol]: GuardPost | undefined }
const post: GuardPost = (global[Symbol.for('mirakuru.guard')] ??= {})

post.isSetUp = true
// Vitest reads the names between the braces, and wants to find braces.
aroundEach((runTest, { task }) => post.guard?.(runTest, { task }) ?? runTest(), Infinity)
afterAll(() => post.settle?.(), Infinity)
aroundAll(async (runFile) => {
  await runFile()
  await post.finish?.()
}, Infinity)
