// Jest loads it before the set-up files of the project, and waits for the function that it exports.
import type { Bridge } from './bridge.js' with { 'resolution-mode': 'import' }

const key = Symbol.for('mirakuru.jest')

module.exports = async (): Promise<void> => {
  // A docblock may have chosen another environment for this file.
  await (globalThis as unknown as { readonly [key]?: Bridge })[key]?.setVariables()
}
