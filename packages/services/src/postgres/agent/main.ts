/**
 * The agent of `postgres()`: a program that creates, empties and removes databases, asked line by line. The variable
 * DATABASE_URL names a database for administration.
 */

import { serveAgent } from '@mirakuru/core/agent'
import { Databases } from './databases.js'

const databases = new Databases(process.env['DATABASE_URL'] ?? '')
await databases.connect()
await serveAgent({
  create: (id = '', template) => databases.create(id, template),
  destroy: (id = '') => databases.destroy(id),
  reset: (id = '', template) => databases.reset(id, template),
  list: (prefix = 'mirakuru_') => databases.list(prefix),
})
await databases.end()
