import { makeProject, runners } from './projects.mjs'

/**
 * The ways to give every test a redis in a container, by name: projects of Vitest, and whether they need Node 24.
 */
export function describeContainerTests(image) {
  const declared = (options) => JSON.stringify({ image, port: 6379, ...options })
  const fixture = (options) => `import { containerExecutor } from '@mirakuru/vitest-plugin'
const test = base.extend({ redis: containerExecutor(${declared(options)}) })
const declareTest = (name, run) => test(name, ({ redis }) => run(redis.port))
`
  return {
    'shared (run scope)': {
      make: makeWith(
        shared,
        `{ processes: { redis: containerExecutor(${declared({ scope: 'run' })}) } }`,
      ),
    },
    'fresh (test scope)': { make: makeWith(fixture({})) },
    'fresh, spares: 2': { make: makeWith(fixture({ spares: 2 })) },
    'testcontainers 12 in beforeEach, without its reaper': {
      make: makeWith(theirs(image)),
      isNode24: true,
    },
  }
}

function makeWith(given, processes = '') {
  return (folder, { tests }) =>
    makeProject(folder, runners.vitest, {
      'package.json': '{ "type": "module" }',
      'vitest.config.mjs': `import { containerExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
export default { plugins: [mirakuru(${processes})], test: { testTimeout: 60_000, hookTimeout: 60_000 } }
`,
      'containers.test.mjs': writeTests(given, tests),
    })
}

const shared = `import { useProcess } from '@mirakuru/vitest-plugin'
const redis = useProcess('redis')
const declareTest = (name, run) => base(name, () => run(redis.port))
`

const theirs = (image) => `import { GenericContainer } from 'testcontainers'
let redis
beforeEach(async () => { redis = await new GenericContainer('${image}').withExposedPorts(6379).start() })
afterEach(() => redis.stop())
const declareTest = (name, run) => base(name, () => run(redis.getMappedPort(6379)))
`

/** Tests of 20 ms that ask once; they note how long they waited for their container. */
const writeTests = (given, tests) => `import { appendFileSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test as base } from 'vitest'
let askedAt
beforeEach(() => { askedAt = performance.now() })
${given}
for (let number = 0; number < ${tests}; number++)
  declareTest('test ' + number, async (port) => {
    appendFileSync(process.env.RESULTS, performance.now() - askedAt + '\\n')
    const socket = connect({ port, host: '127.0.0.1' })
    socket.write('PING\\r\\n')
    const [answer] = await once(socket, 'data')
    socket.destroy()
    expect(String(answer)).toContain('PONG')
    await new Promise((resolve) => setTimeout(resolve, 20))
  })
`
