import { listServices } from '@mirakuru/services'
import { expect, test } from 'vitest'
import { serviceNames } from '../src/services.js'

test('offers every service of @mirakuru/services, and a server of the user', () => {
  const services = listServices().map(({ name }) => name)
  expect(serviceNames.toSorted()).toEqual([...services, 'api'].toSorted())
})
