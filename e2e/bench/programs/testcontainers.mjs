// Starts and stops a container with testcontainers for every line that it reads: the image, and `stubborn` if it is to
// ignore its stop signal. Prints how long that took, as JSON.
import { createInterface } from 'node:readline'
import { GenericContainer } from 'testcontainers'
import { stubborn } from '../contenders/engine.mjs'
import { pingUntilAnswered } from '../contenders/ping.mjs'

for await (const line of createInterface({ input: process.stdin })) {
  const [image, isStubborn] = line.split(' ')
  const startedAt = performance.now()
  const generic = new GenericContainer(image).withExposedPorts(6379)
  const container = await (isStubborn ? generic.withCommand(stubborn) : generic).start()
  await pingUntilAnswered(container.getMappedPort(6379))
  const start = performance.now() - startedAt
  const stoppedAt = performance.now()
  // Asks first, and waits, as the others do; its default kills at once.
  await container.stop({ timeout: isStubborn ? 1_000 : 10_000 })
  console.log(JSON.stringify({ start, stop: performance.now() - stoppedAt }))
}
