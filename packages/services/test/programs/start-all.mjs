// Starts services one after the other as the user that runs it, and prints the names of those that stopped cleanly.
import { createExecutor } from '@mirakuru/core'
import * as services from '@mirakuru/services'

for (const name of process.argv.slice(2)) {
  const server = createExecutor(services[name]())
  await server.start()
  await server.stop()
  console.log(name)
}
