import { aroundEach } from 'vitest'
import type { GuardPost } from './guard-post.js'

// Every test file loads this one: it imports nothing of ours, and files that use no process pay for this hook alone.
const global = globalThis as { [key: symbol]: GuardPost | undefined }
const post: GuardPost = (global[Symbol.for('mirakuru.guard')] ??= {})

post.isSetUp = true
aroundEach((runTest, context) => post.guard?.(runTest, context) ?? runTest())
