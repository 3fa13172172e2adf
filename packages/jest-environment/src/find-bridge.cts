import type { Bridge, Factories } from './bridge.js' with { 'resolution-mode': 'import' }

const key = Symbol.for('mirakuru.jest')

/** What the environment has put on the global object of the tests; `undefined` where there is none. */
export function findBridge(): Bridge | undefined {
  return (globalThis as { [key]?: Bridge })[key]
}

/**
 * The functions that make declarations. A configuration is loaded where there is no environment, but where Node loads what it
 * likes.
 */
export function findFactories(caller: Caller): Factories {
  const bridge = findBridge()
  if (bridge !== undefined) return bridge.factories
  try {
    // eslint-disable-next-line typescript/no-require-imports -- a static one would be loaded in tests too
    return require('@mirakuru/core/declaration') as Factories
  } catch {
    // Jest says how to load ES modules: none of that would help.
    throw describeMissing(caller)
  }
}

/** A function that tests call. */
export type Caller = (...args: never[]) => unknown

/** The error of a function that is called without our environment. */
export function describeMissing(caller: Caller): Error {
  const error = new Error(
    `${caller.name}() needs the @mirakuru/jest-environment test environment: set preset to '@mirakuru/jest-environment' ` +
      'in the Jest configuration, without a testEnvironment beside it, or begin this file with /** @jest-environment @mirakuru/jest-environment */',
  )
  // It leads to whoever called it.
  Error.captureStackTrace(error, caller)
  return error
}

// With `automock`, Jest would replace them: see keep-actual.cts.
for (const each of [describeMissing, findBridge, findFactories])
  Object.defineProperty(each, Symbol.for('mirakuru.actual'), { value: true })
