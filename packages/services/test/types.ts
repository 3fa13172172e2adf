// Compiled, never run: what the types allow and refuse.
import { expectTypeOf, test as base } from 'vitest'
import * as declared from '../src/index.js'
import { mariadb, redis } from '../src/vitest.js'

declared.redis({ scope: 'run', keep: true, version: '>=7', config: { maxmemory: '1mb' } })
declared.nats({ jetstream: true })
declared.nginx({ root: 'public', port: 8080 })
redis({ spares: 2, reset: true })
redis({ image: 'redis:7', spares: 1 })
declared.postgres({ from: 'image', scope: 'worker', migrate: 'npm run migrate' })

// @ts-expect-error -- what is kept outlives the run
declared.redis({ scope: 'test', keep: true })
// @ts-expect-error -- the run has one
declared.redis({ scope: 'run', spares: 1 })
// @ts-expect-error -- only nats() has it
declared.redis({ jetstream: true })

const test = base.extend({ db: mariadb({ url: process.env['DATABASE_URL'] }) })
test('has a handle', ({ db }) => {
  expectTypeOf(db.url).toEqualTypeOf<string>()
  expectTypeOf(db.port).toEqualTypeOf<number>()
})
