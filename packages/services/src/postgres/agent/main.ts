/**
 * The agent of `postgres()`: a program that creates, empties and removes databases, asked line by line. The variable
 * DATABASE_URL names a database for administration.
 */

import { Databases } from './databases.js'
import { serveAgent } from './serve-agent.js'

const databases = new Databases(process.env['DATABASE_URL'] ?? '')
await databases.connect()
await serveAgent({
  create: (id = '', template?: string) => databases.create(id, template),
  destroy: (id = '') => databases.destroy(id),
  reset: (id = '', template?: string) => databases.reset(id, template),
  list: async (prefix = 'mirakuru_') => ({ databases: (await databases.list(prefix)).join(' ') }),
})
await databases.end()
