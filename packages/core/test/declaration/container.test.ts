import { describe, expect, test } from 'vitest'
import { containerExecutor } from '../../src/declaration.js'
import { parseDeclaration } from '../../src/declaration/index.js'
import { listProblems } from './refuse.js'

describe('containerExecutor()', () => {
  test('declares a container that survives JSON', () => {
    const declared = containerExecutor('registry/team/redis:7@sha256:0', {
      port: 6379,
      ports: { metrics: 9090 },
      args: 'redis-server --port 6379',
      banner: /ready/i,
      env: { GONE: undefined },
    })
    const parsed = parseDeclaration(JSON.parse(JSON.stringify(declared)))
    expect(parsed).toMatchObject({
      kind: 'container',
      name: 'redis',
      args: ['registry/team/redis:7@sha256:0', 'redis-server', '--port', '6379'],
      ports: ['metrics'],
      env: { GONE: undefined },
      container: { image: 'registry/team/redis:7@sha256:0', port: 6379, ports: { metrics: 9090 } },
    })
    expect(parsed.port).toBeUndefined()
  })

  test('has what it prepares in its image', () => {
    const declared = containerExecutor('redis', { prepare: { command: 'load x', inputs: ['x'] } })
    const { prepare, container } = parseDeclaration(declared)
    expect(container?.prepare).toEqual({ args: ['load', 'x'], inputs: ['x'] })
    expect(prepare).toBeUndefined()
  })

  test('names what it is built of instead of an image', () => {
    const parsed = parseDeclaration(containerExecutor({ build: { context: 'images/api' } }))
    expect(parsed).toMatchObject({ name: 'container', args: ['build of images/api'] })
  })

  test.each([
    [{}, 'image: is missing: name an image, or set "build"'],
    [{ image: 'a', build: { context: '.' } }, 'image: cannot be set together with "build"'],
    [{ image: 'a', port: 0 }, 'port: must be between 1 and 65535'],
    [{ image: 'a', cpus: 0 }, 'cpus: must be more than 0'],
    [{ image: 'a', args: '"' }, 'args: Unterminated double quote'],
    [{ image: 'a', url: '{prot}' }, 'url: unknown placeholder {prot}; did you mean {port}?'],
    [{ image: 'a', files: { relative: 'b' } }, 'files'],
    [
      { image: 'a', prepare: 'fill {tmp}' },
      'prepare: {tmp} belongs to one instance, but this runs once, before there are any, and all of them start from what it has written; only {name} can be named here',
    ],
  ])('refuses %j', (options, problem) => {
    const problems = listProblems(() => parseDeclaration({ executor: 'container', ...options }))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
  })
})
