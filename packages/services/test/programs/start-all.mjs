// Starts services one after the other as the user that runs it, and prints the names of those that stopped cleanly.
import { createExecutor } from '@mirakuru/core'
import * as services from '@mirakuru/services'

const factories = new Map(Object.entries(services))

for (const name of process.argv.slice(2)) {
  const server = createExecutor(factories.get(name)())
  await server.start()
  await server.stop()
  console.log(name)
}
