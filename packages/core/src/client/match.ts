import { isRegExp } from 'node:util/types'
import type { Pattern, PatternSource } from '../declaration/index.js'
import type { MatchMessage } from '../protocol/index.js'

/** Converts a pattern to a form that JSON can hold. */
export function toSource(pattern: Pattern): PatternSource {
  if (isRegExp(pattern)) return { $regexp: pattern.source, flags: pattern.flags }
  return typeof pattern === 'string' ? { $regexp: pattern } : pattern
}

/** Restores the result of `RegExp.exec()`. */
export function toMatch({ texts, index, input, groups }: MatchMessage): RegExpExecArray {
  const match = texts.map((text) => text ?? undefined) as string[]
  return Object.assign(match, { index, input, groups }) as unknown as RegExpExecArray
}
