import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor, SpawnError, TcpExecutor } from '../../src/index.js'
import { rejectionOf } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'
import { runScript, unprivileged } from '../support/script.js'
import { use } from '../support/use.js'

const isRoot = process.getuid?.() === 0

describe('start() rejects with SpawnError', () => {
  test('when the program does not exist, and says where it was looked for', async () => {
    const executor = use(new TcpExecutor('no-such-program --port {port}', { name: 'api' }))
    const error = await rejectionOf<SpawnError>(executor.start())
    expect(error).toBeInstanceOf(SpawnError)
    expect(error.errno).toBe('ENOENT')
    expect(error.command).toBe(`no-such-program --port ${executor.port}`)
    expect(error.message.split('\n')[0]).toBe(
      'Cannot start "api": "no-such-program" was not found in PATH',
    )
    expect(error.cause).toMatchObject({ code: 'ENOENT' })
    expect(executor.running()).toBe(false)
    expect(executor.pid).toBeUndefined()
    await executor.stop()
  })

  test('when the path of the program does not exist', async () => {
    const executor = use(new SimpleExecutor('./no/such/program', { cwd: '/tmp' }))
    const error = await rejectionOf<SpawnError>(executor.start())
    expect(error.message).toContain('"./no/such/program" was not found in /tmp')
  })

  test.each([
    ['here', '.', './node_modules/.bin/tool'],
    ['above', 'packages/a', '../../node_modules/.bin/tool'],
  ])('when the program is a package’s, installed %s', async (_where, from, found) => {
    const folder = await makeFolder()
    const cwd = join(folder, from)
    await mkdir(cwd, { recursive: true })
    await mkdir(join(folder, 'node_modules/.bin'), { recursive: true })
    await writeFile(join(folder, 'node_modules/.bin/tool'), '#!/bin/sh\n', { mode: 0o755 })
    const error = await rejectionOf<SpawnError>(use(new SimpleExecutor('tool', { cwd })).start())
    expect(error.message).toContain(`"tool" was not found in PATH; did you mean "${found}"?`)
  })

  test('when the interpreter of the program does not exist', async () => {
    const program = join(await makeFolder(), 'program')
    await writeFile(program, '#!/no/such/interpreter\r\n', { mode: 0o755 })
    const error = await rejectionOf<SpawnError>(use(new SimpleExecutor([program])).start())
    expect(error.message).toContain(`${program} names an interpreter that does not exist`)
  })

  test('when the working directory is below a file', async () => {
    const cwd = join(await makeFolder(), 'file', 'folder')
    await writeFile(join(cwd, '..'), '')
    const error = await rejectionOf<SpawnError>(use(new SimpleExecutor('true', { cwd })).start())
    expect(error).toBeInstanceOf(SpawnError)
    expect(error.message).toContain(`its working directory does not exist: ${cwd}`)
  })

  test.runIf(isRoot)('when this user may not enter the working directory', async () => {
    const cwd = await makeFolder()
    const script = await runScript(
      `await new SimpleExecutor('true', { cwd: '${cwd}' }).start().catch(({ message }) => console.log(message))`,
      unprivileged,
    )
    await script.says(
      new RegExp(`its working directory cannot be entered \\(EACCES\\): ${cwd}$`, 'm'),
    )
  })

  test('when the working directory does not exist', async () => {
    const cwd = join(await makeFolder(), 'missing')
    const error = await rejectionOf<SpawnError>(use(new SimpleExecutor('true', { cwd })).start())
    expect(error).toBeInstanceOf(SpawnError)
    expect(error.errno).toBe('ENOENT')
    expect(error.message).toContain(`its working directory does not exist: ${cwd}`)
  })

  test('when the file may not be executed', async () => {
    const program = join(await makeFolder(), 'program')
    await writeFile(program, '#!/bin/sh\n')
    await chmod(program, 0o644)
    const error = await rejectionOf<SpawnError>(use(new SimpleExecutor([program])).start())
    expect(error.errno).toBe('EACCES')
    expect(error.message).toContain(`"${program}" cannot be executed (EACCES)`)
  })

  test('when a healthcheck cannot be started', async () => {
    const executor = use(new SimpleExecutor('sleep 1000', { healthcheck: 'no-such-check' }))
    const error = await rejectionOf<SpawnError>(executor.start())
    expect(error).toBeInstanceOf(SpawnError)
    expect(error.command).toBe('no-such-check')
    expect(executor.running()).toBe(false)
  })

  test.runIf(isRoot)('when this user may not become the one that is asked for', async () => {
    const script = await runScript(
      `const error = await new SimpleExecutor('sleep 1000', { uid: 0 }).start().catch((error) => error)
       console.log([error.code, error.errno, error.message].join(' '))`,
      unprivileged,
    )
    await script.says(/^ERR_SPAWN EPERM Cannot start "sleep": this user may not start it as uid 0/m)
    expect(await script.ended).toEqual({ code: 0, signal: null })
  })

  test('when there are too many open files, and nothing crashes or is left', async () => {
    const script = await runScript(
      `process.on('uncaughtException', (error) => console.log('uncaught ' + error))
       const executors = Array.from({ length: 140 }, () => new SimpleExecutor('sleep 1000'))
       const outcomes = await Promise.allSettled(executors.map((executor) => executor.start()))
       const failures = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => reason)
       const kinds = new Set(failures.map(({ code, errno }) => code + ' ' + errno))
       console.log('failed: ' + [...kinds] + ' ' + (failures.length > 0 && failures.length < 140))
       console.log('says: ' + failures[0].message.includes('too many files are open'))
       const stops = await Promise.allSettled(executors.map((executor) => executor.stop()))
       const errors = stops.filter(({ status }) => status === 'rejected').map(({ reason }) => reason)
       console.log('stopped: ' + errors.length + ' ' + errors[0])
       setInterval(() => undefined, 1000)`,
      { shell: 'ulimit -n 256; exec "$@"' },
    )
    await script.says(/^failed: ERR_SPAWN (EMFILE) true$/m)
    await script.says(/^says: true$/m)
    await script.says(/^stopped: 0 undefined$/m)
    expect(script.output()).not.toContain('uncaught')
    expect(script.listFamily().map(({ pid }) => pid)).toEqual([script.identity.pid])
    script.kill('SIGKILL')
  })
})

test.runIf(process.platform === 'linux')(
  'A launch that throws keeps no mark, by which this process would end itself at its exit',
  async () => {
    const script = await runScript(
      `import childProcess from 'node:child_process'
       import { readdirSync, readlinkSync } from 'node:fs'
       function refuse() { throw new Error('nothing is spawned') }
       Object.assign(childProcess, { spawn: refuse, ChildProcess: refuse }) // execa makes the second where the first throws
       const { message } = await new SimpleExecutor('sleep 1000').start().catch((error) => error)
       const links = readdirSync('/proc/self/fd').map((fd) => {
         try { return readlinkSync('/proc/self/fd/' + fd) } catch { return '' }
       })
       console.log(message + ', marked: ' + links.some((link) => link.includes('mirakuru-mark')))`,
    )
    await script.says(/^nothing is spawned, marked: false$/m)
    expect(await script.ended).toEqual({ code: 0, signal: null })
  },
)

describe('start() rejects with SpawnError when too many files are open for', () => {
  test.each([
    ['the lock of a port', 0],
    ['a look whether a port is free', 1],
  ])('%s, and gives back what it had', async (_what, free) => {
    const script = await runScript(
      `import { openSync, closeSync } from 'node:fs'
       const executor = new TcpExecutor(fixture('listens-late', '{port}'), { name: 'api' })
       const files = []
       try { for (;;) files.push(openSync('/dev/null')) } catch {}
       for (let count = 0; count < ${free}; count++) closeSync(files.pop())
       const { code, errno, message } = await executor.start().catch((error) => error)
       console.log('failed: ' + code + ' ' + errno + ' ' + message)
       for (let count = 0; count < ${free}; count++) files.push(openSync('/dev/null'))
       for (const file of files) closeSync(file)
       await executor.start()
       console.log('started')
       await executor.stop()`,
      { shell: 'ulimit -n 256; exec "$@"' },
    )
    await script.says(
      /^failed: ERR_SPAWN EMFILE Cannot start "api": too many files are open \(EMFILE\); raise the limit/m,
    )
    await script.says(/^started$/m)
    expect(await script.ended).toEqual({ code: 0, signal: null })
  })
})

describe('A launched process', () => {
  test('is stopped with everything it started when no file can be opened any more', async () => {
    const script = await runScript(
      `import { openSync, closeSync } from 'node:fs'
       const executors = [
         new SimpleExecutor(fixture('daemonises', ...fixture('ignores-sigterm')), { stopTimeout: 100 }),
         new SimpleExecutor(fixture('forks-tree')),
         new SimpleExecutor(['sh', '-c', 'setsid sleep 1000 & echo ready; wait']),
       ]
       await Promise.all(executors.map((executor) => executor.start()))
       await Promise.all(executors.map((executor) => executor.waitForOutput('ready')))
       const files = []
       try { for (;;) files.push(openSync('/dev/null')) } catch (error) { console.log(error.code) }
       console.log('running ' + executors.map((executor) => executor.running()))
       const stops = await Promise.allSettled(executors.map((executor) => executor.stop()))
       console.log('stopped ' + stops.map(({ status, reason }) => status + (reason ?? '')))
       for (const file of files) closeSync(file)
       setInterval(() => undefined, 1000)`,
      { shell: 'ulimit -n 256; exec "$@"' },
    )
    await script.says(/^EMFILE$/m)
    await script.says(/^running true,true,true$/m)
    await script.says(/^stopped fulfilled,fulfilled,fulfilled$/m)
    expect(script.listFamily().map(({ pid }) => pid)).toEqual([script.identity.pid])
    script.kill('SIGKILL')
  })

  test.runIf(isRoot)(
    'runs as the uid and gid that are asked for, and is stopped all the same',
    async () => {
      const executor = use(
        new SimpleExecutor(['sh', '-c', 'id -u; id -g; exec sleep 1000'], {
          uid: 65534,
          gid: 65534,
        }),
      )
      await executor.start()
      await executor.waitForOutput(/65534\n65534\n/)
      await executor.stop()
      expect(executor.exit).toMatchObject({ signal: 'SIGTERM' })
    },
  )
})
