import type { JestEnvironment } from '@jest/environment'

/** What is marked with it is never mocked. */
const actual: unique symbol = Symbol.for('mirakuru.actual')

/**
 * With `automock: true` Jest replaces functions that tests import by ones that return nothing. Ours are no dependencies to
 * get rid of: they stay as they are, wherever they are exported.
 */
export function keepActual(mocker: JestEnvironment['moduleMocker']): void {
  if (mocker === null) return
  const getMetadata: typeof mocker.getMetadata = Reflect.get(mocker, 'getMetadata')
  // jest-mock asks it for every export, and gives a constant back as it is.
  mocker.getMetadata = function (this: typeof mocker, component, refs) {
    if (isActual(component)) return { type: 'constant', value: component }
    return Reflect.apply(getMetadata, this, [component, refs])
  }
}

function isActual(component: unknown): boolean {
  return (Object(component) as { [actual]?: unknown })[actual] === true
}
