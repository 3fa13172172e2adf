import * as exported from '@mirakuru/services'
import { expect, test } from 'vitest'
import { serviceNames } from '../src/services.js'

/** Exports that are no service but make one. */
const others = ['ask', 'declareService', 'dropTo', 'serve', 'writeConfig']

test('offers every service of @mirakuru/services, and a server of the user', () => {
  const services = Object.keys(exported).filter((name) => !others.includes(name))
  expect(serviceNames.toSorted()).toEqual([...services, 'api'].toSorted())
})
