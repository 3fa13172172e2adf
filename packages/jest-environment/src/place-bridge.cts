import type { Bridge } from './bridge.js' with { 'resolution-mode': 'import' }

/** Puts the bridge where those who import from this package look for it, in place of the one that is there. */
export function placeBridge(global: typeof globalThis, bridge: Bridge): void {
  // Several files may have one global object, one after the other.
  Object.defineProperty(global, Symbol.for('mirakuru.jest'), {
    value: Object.freeze(bridge),
    configurable: true,
  })
}

/** Stands in until the environment is set up. */
export function createEarlyBridge(setVariables: Bridge['setVariables']): Bridge {
  return {
    setVariables,
    get factories(): never {
      throw describeEarliness()
    },
    useProcess() {
      throw describeEarliness()
    },
  }
}

function describeEarliness(): Error {
  return new Error(
    'Processes cannot be used in setupFiles, which Jest runs before the test environment is set up: use setupFilesAfterEnv',
  )
}
