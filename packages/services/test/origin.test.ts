import { createExecutor } from '@mirakuru/core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  azurite,
  declareService,
  dynamodb,
  mail,
  mysql,
  postgres,
  rabbitmq,
  redis,
  valkey,
  type Service,
  type ServiceDeclaration,
  type ServiceOptions,
} from '../src/index.js'
import { findOrigin } from '../src/origin.js'
import * as fixtures from '../src/vitest.js'
import { makeEngine } from './support/fake-engine.js'

const ofServed = { image: 'docker.io/library/served:1', port: 80, url: 'served://{host}:{port}' }
const search = { names: ['served-by-nobody'], install: ['get served'] }
const served: Service = {
  name: 'served',
  program: search,
  start: ({ program }) => ({ command: program.command }),
  image: () => ofServed,
}
const { image: _image, ...withoutImage } = served

function hideEngines(path = '/nonexistent'): void {
  vi.stubEnv('PATH', path)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
}

/** Why no program is started; `undefined` if an image is. */
function explain(options: ServiceOptions): string | undefined {
  const origin = findOrigin(search, options, ofServed)
  return origin.is === 'image' ? undefined : origin.program.unavailable
}

describe('Without a program', () => {
  test('the image is taken if there is an engine, whose errors say what was looked for', async () => {
    makeEngine()
    const declared = declareService(served)
    expect(declared).toMatchObject({ executor: 'container', image: 'docker.io/library/served:1' })
    const started = createExecutor(declared).start()
    const message = await started.then(String, (error: Error) => error.message)
    expect(message).toMatch(/refused: Cannot connect to the Docker daemon/)
    expect(message).toMatch(/hint: start the daemon/)
    expect(message).toMatch(
      /hint: an image is used because there is no served-by-nobody in PATH, .*; install it with: get served/,
    )
  })

  test('the engine is docker or podman in PATH, or what is set', () => {
    const { folder, command } = makeEngine()
    expect(explain({})).toBeUndefined()
    vi.stubEnv('MIRAKURU_CONTAINER_ENGINE', `${command} --context far`)
    expect(explain({})).toBeUndefined()
    vi.stubEnv('MIRAKURU_CONTAINER_ENGINE', '')
    vi.stubEnv('PATH', folder)
    expect(explain({})).toBeUndefined()
    vi.stubEnv('MIRAKURU_CONTAINER_ENGINE', 'no-such-engine')
    expect(explain({})).toContain('which needs docker or podman')
  })

  test('the image is named as a way if there is no engine', async () => {
    hideEngines()
    const unavailable =
      /no served-by-nobody in PATH.*install it with: get served; or use from: 'image', such as docker\.io\/library\/served:1, which needs docker or podman$/m
    expect(explain({})).toMatch(unavailable)
    await expect(createExecutor(declareService(served)).start()).rejects.toThrow(unavailable)
  })

  test.each([
    [
      { version: '>=2' },
      /or use an "image" of docker\.io\/library\/served in that version, which needs/,
    ],
    [{ port: 8080 }, /install it with: get served$/],
    [{ host: '::1' }, /install it with: get served$/],
    [{ prepare: 'fill {tmp}' }, /install it with: get served$/],
    [{ reset: 'empty {port}' }, /install it with: get served$/],
    [{ from: 'path' }, /install it with: get served$/],
    [{ from: 'package' }, /install it with: get served$/],
  ] as const)('an image is no use with %j', (options, unavailable) => {
    makeEngine()
    expect(explain(options)).toMatch(unavailable)
  })

  test('there is no image of a service that has none', () => {
    makeEngine()
    expect(declareService(withoutImage)).toMatchObject({ executor: 'tcp' })
    expect(() => declareService(withoutImage, { from: 'image' })).toThrow(
      'from: it has no image: it is started from a program',
    )
    expect(() => declareService(withoutImage, { image: 'served:1' })).toThrow(
      'image: it has no image',
    )
  })
})

interface Request {
  readonly factory: (options: ServiceOptions) => ServiceDeclaration
  /** The image, and its arguments. */
  readonly tail: string
  /** Those that are published. */
  readonly ports: readonly number[]
  readonly env?: readonly string[]
}

/** Of services that no test can run as containers. */
const requests: readonly Request[] = [
  {
    factory: valkey,
    tail: 'docker.io/valkey/valkey:9 valkey-server --save  --appendonly no --protected-mode no',
    ports: [6379],
  },
  {
    factory: mysql,
    tail: 'docker.io/library/mysql:9',
    ports: [3306],
    env: [
      'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1',
      'MARIADB_DATABASE=test',
      'MARIADB_INITDB_SKIP_TZINFO=1',
      'MYSQL_ALLOW_EMPTY_PASSWORD=1',
      'MYSQL_DATABASE=test',
      'MYSQL_INITDB_SKIP_TZINFO=1',
    ],
  },
  { factory: rabbitmq, tail: 'docker.io/library/rabbitmq:4 rabbitmq-server', ports: [5672] },
  { factory: mail, tail: 'docker.io/maildev/maildev:2.2.1 --silent', ports: [1025, 1080] },
  {
    factory: azurite,
    tail: 'mcr.microsoft.com/azure-storage/azurite:3.35.0 azurite --silent --skipApiVersionCheck --disableTelemetry --inMemoryPersistence --blobHost 0.0.0.0 --queueHost 0.0.0.0 --tableHost 0.0.0.0',
    ports: [10_000, 10_001, 10_002],
  },
  {
    factory: dynamodb,
    tail: 'docker.io/amazon/dynamodb-local:3.3.1 -jar DynamoDBLocal.jar -inMemory -sharedDb -disableTelemetry',
    ports: [8000],
  },
]

describe('With an image', () => {
  test('a server that runs already is used if there is one', () => {
    const url = 'redis://127.0.0.1:6379'
    expect(redis({ image: 'redis:7', url })).toMatchObject({ executor: 'external', url })
    expect(redis({ image: 'redis:7', url: '' })).toMatchObject({ executor: 'container' })
  })

  test('commands run in the container', () => {
    const commands = { prepare: 'fill /data', reset: 'empty /data' }
    expect(redis({ from: 'image', ...commands })).toMatchObject(commands)
  })

  test('postgres() with "dedicated" and "migrate" has to know its scope', () => {
    const options = { image: 'postgres:17', dedicated: true, migrate: 'true' }
    expect(() => postgres(options)).toThrow('scope: must be set with an image')
    expect(postgres({ ...options, scope: 'file' })).toMatchObject({ server: { scope: 'file' } })
    expect(postgres({ ...options, migrate: undefined })).toMatchObject({ executor: 'container' })
    expect(() => fixtures.postgres(options)).not.toThrow()
  })

  test.each(requests)(
    'the engine is asked for $tail',
    async ({ factory, tail, ports, env = [] }) => {
      const { asked } = makeEngine()
      const server = createExecutor(factory({ from: 'image' }))
      await expect(server.start()).rejects.toThrow('Cannot connect to the Docker daemon')
      const all = asked()
      const valuesOf = (flag: string): string[] => all.filter((_, index) => all[index - 1] === flag)
      const [image = ''] = tail.split(' ')
      expect(all.slice(all.indexOf(image)).join(' ')).toBe(tail)
      expect(valuesOf('--publish').map((each) => Number(each.split(':').at(-1)))).toEqual(ports)
      expect(valuesOf('--env')).toEqual(env)
    },
  )
})
