import { aroundEach } from 'vitest'
import type { GuardPost } from './guard-post.js'

// Every test file loads this one: it imports nothing of ours, and files that use no process pay for this hook alone.
const global = globalThis as { [key: symbol]: GuardPost | undefined }
const post: GuardPost = (global[Symbol.for('mirakuru.guard')] ??= {})

post.isSetUp = true
// Vitest reads the names between the braces, and wants to find braces.
aroundEach((runTest, { task }) => post.guard?.(runTest, { task }) ?? runTest())
