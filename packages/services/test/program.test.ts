import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createExecutor, DeclarationError } from '@mirakuru/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { azurite, dynamodb, etcd, mail, mariadb, memcached, postgres, redis } from '../src/index.js'
import { serve } from '../src/blocks.js'
import { findProgram, type ProgramChoice } from '../src/program.js'
import { connectRedis, type Server } from './support/clients.js'

const path = process.env['PATH']
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'))
})

afterEach(() => {
  process.env['PATH'] = path
  rmSync(folder, { recursive: true })
})

function addProgram(file: string, version: string): string {
  const program = join(folder, file)
  mkdirSync(dirname(program), { recursive: true })
  writeFileSync(program, `#!/bin/sh\necho "served ${version} (Debian)" >&2\n`)
  chmodSync(program, 0o755)
  return program
}

function find(choice: Partial<ProgramChoice>, folders?: readonly string[]): string {
  const search = { names: ['served'], package: 'served', folders, install: ['get served'] }
  const { command, unavailable } = findProgram(search, { from: 'auto', cwd: folder, ...choice })
  return unavailable ?? command.join(' ')
}

describe('findProgram()', () => {
  test('takes the first in PATH if no version is asked for, and starts none', () => {
    const first = addProgram('a/served', '1.2.3')
    addProgram('b/served', '2.0')
    process.env['PATH'] = [dirname(first), join(folder, 'b')].join(delimiter)
    expect(find({})).toBe(first)
  })

  test('takes the newest that satisfies a version, also from folders that are hidden', () => {
    addProgram('lib/9/bin/served', '9.6')
    const fit = addProgram('lib/15/bin/served', '15.18')
    addProgram('lib/17/bin/served', '17.1')
    const folders = [`${folder}/lib/*/bin`]
    expect(find({}, folders)).toBe(join(folder, 'lib/17/bin/served'))
    expect(find({ version: '<17' }, folders)).toBe(fit)
    expect(find({ version: '16' }, folders)).toMatch(
      /no served of version 16 in PATH, .*lib\/\*\/bin.* nor in the npm package served; of another version: .*install it with: get served/,
    )
  })

  test('finds the command of an npm package above the working directory', () => {
    const manifest = { version: '3.1.0', bin: { served: 'cli.js' } }
    mkdirSync(join(folder, 'node_modules/served'), { recursive: true })
    writeFileSync(join(folder, 'node_modules/served/package.json'), JSON.stringify(manifest))
    const cli = `${process.execPath} ${join(folder, 'node_modules/served/cli.js')}`
    expect(find({ cwd: join(folder, 'deep/down') })).toBe(cli)
    expect(find({ version: '^3' })).toBe(cli)
    expect(find({ version: '^4' })).toContain('of version ^4')
    expect(find({ from: 'path' })).toContain('install it with')
  })
})

describe('Options', () => {
  test.each([
    [{ version: 'newest' }, 'version: must be a semver range'],
    [{ from: 'docker' }, 'from: must be one of'],
    [{ image: '' }, 'image: must be the name of an image'],
    [{ from: 'path', image: 'redis:7' }, 'from: is no use with an image: leave one of them out'],
    [{ from: 'url', image: 'redis:7' }, 'from: is no use with an image: leave one of them out'],
    [{ version: '7', image: 'redis:7' }, 'version: is no use with an image: name its tag in'],
    [{ host: '::1', from: 'image' }, 'host: is no use with an image: it is published on'],
    [{ port: 6379, from: 'image' }, 'port: is no use with an image: it is published on'],
    [{ args: '--x' }, 'args: must be a list of strings'],
    [{ config: 1 }, 'config: must be text'],
    [{ dedicated: 'yes' }, 'dedicated: must be true or false'],
    [{ url: 6379 }, 'url: must be a URL'],
  ])('%j is refused', (options, message) => {
    expect(() => redis(options as object)).toThrow(DeclarationError)
    expect(() => redis(options as object)).toThrow(message)
  })

  test('All problems are listed at once', () => {
    expect(() => redis({ imag: 'x', spare: 1 } as object)).toThrow(/image"\?.*spares"\?/s)
  })

  test('reset: true is refused where nothing can be emptied', () => {
    expect(() => dynamodb({ reset: true })).toThrow('reset: it has no way to empty it')
    const url = 'smtp://localhost'
    expect(() => mail({ url, reset: true })).toThrow('reset: it has no way to empty it')
    expect(mail({ url, reset: 'empty it' })).toMatchObject({ reset: 'empty it' })
  })

  test('config is refused where it is no use', () => {
    for (const declare of [azurite, dynamodb, etcd, mail, memcached])
      expect(() => declare({ config: { a: 1 } })).toThrow('config: it has none: give "args"')
    const config = 'log_statement = all'
    expect(() => postgres({ config } as object)).toThrow(
      'config: must be an object of values by key',
    )
  })

  test('A server that runs already is emptied in the same way', async () => {
    await using own = await createExecutor(redis({ url: '' })).start()
    const { reset } = redis({ url: String(own.url), reset: true }) as { reset: readonly string[] }
    const { host = '', port } = own
    const [file = '', ...args] = reset.map((word) =>
      word.replaceAll('{host}', host).replaceAll('{port}', String(port)),
    )
    const client = await connectRedis(own as Server)
    await client.write()
    execFileSync(file, args)
    expect(await client.isWritten()).toBe(false)
    await client.close()
  })

  test('url is a server that runs already, which is not stopped; empty, one is started', async () => {
    await using own = await createExecutor(redis({ url: '' })).start()
    const other = await createExecutor(redis({ url: own.url as string })).start()
    expect(other.url).toBe(own.url)
    await expect(other.stop()).rejects.toThrow('was not started here')
    expect(own.running()).toBe(true)
  })

  test('A part of a server that runs already has what the URL says besides', () => {
    expect(mariadb({ url: 'mysql://me@db/app?charset=utf8mb4' })).toMatchObject({
      url: 'mysql://me@db/{id}?charset=utf8mb4',
    })
    expect(postgres({ url: 'postgres://[::1]/app' })).toMatchObject({
      url: 'postgres://[::1]/{id}',
      env: { PGHOST: '::1' },
    })
  })

  test('A configuration is written where the temporary folder has a space in it', () => {
    const temporary = join(folder, "it's $HOME")
    mkdirSync(temporary)
    const served = serve({ command: ['cat', '{tmp}/a.conf'], files: { 'a.conf': "it's $1\n" } })
    const [file = '', ...args] = served.map((word) => word.replaceAll('{tmp}', temporary))
    expect(String(execFileSync(file, args))).toBe("it's $1\n")
  })

  test('Those of the executor, args and config are passed on', async () => {
    const options = {
      name: 'cache',
      args: ['--maxmemory', '3mb'],
      config: { databases: 3, timeout: 7 },
    }
    await using server = await createExecutor(redis(options)).start()
    expect(server.name).toBe('cache')
    expect(server.args.slice(-2)).toEqual(['--maxmemory', '3mb'])
  })
})
