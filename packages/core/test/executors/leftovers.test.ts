import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { chown, link, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PidExecutor, SimpleExecutor, UnixSocketExecutor } from '../../src/index.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { lookAt } from '../support/processes.js'
import { nobody } from '../support/script.js'
import { use } from '../support/use.js'

const isRoot = process.getuid?.() === 0

/** The pid of a process that is gone. */
async function findDeadPid(): Promise<number> {
  const executor = use(new SimpleExecutor('sleep 1000'))
  await executor.start()
  const { pid } = executor
  await executor.kill()
  if (pid === undefined) throw new Error('It has no pid')
  return pid
}

describe('A file with the pid of a dead process', () => {
  test('that was left behind is removed for the next start', async () => {
    const filename = join(await makeFolder(), 'pid')
    await writeFile(filename, `${await findDeadPid()}\n`)
    const executor = use(new PidExecutor(fixture('writes-pid-file', filename), { filename }))
    await executor.start()
    expect(readFileSync(filename, 'utf8')).toBe(`${executor.pid}\n`)
  })

  test('that is a zombie is removed as well', async () => {
    const filename = join(await makeFolder(), 'pid')
    // The parent of the zombie waits for nobody, once it is no shell any more: dash takes in a child that it never forked.
    const parent = use(
      new SimpleExecutor(['sh', '-c', 'sleep 1000 & exec sh -c "echo $!; exec sleep 1000"']),
    )
    await parent.start()
    const [pid] = await parent.waitForOutput(/^\d+(?=\n)/)
    const readName = (): string => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')
    await eventually({ what: 'a parent that is no shell' }, readName, (name) => name === 'sleep\n')
    process.kill(Number(pid), 'SIGKILL')
    await eventually({ what: 'the zombie' }, () => lookAt(Number(pid))?.state === 'Z')
    await writeFile(filename, pid ?? '')
    await use(new PidExecutor(fixture('writes-pid-file', filename), { filename })).start()
  })

  test.each([
    ['with more in it', (path: string, pid: number) => writeFile(path, `${pid}\nport 80\n`)],
    [
      'behind a link',
      async (path: string, pid: number) => {
        await writeFile(`${path}.other`, `${pid}\n`)
        await symlink(`${path}.other`, path)
      },
    ],
  ])('is left alone %s', async (_title, make) => {
    const filename = join(await makeFolder(), 'pid')
    await make(filename, await findDeadPid())
    const error = await rejectionOf(use(new PidExecutor('sleep 1000', { filename })).start())
    expect(error.message).toContain(`${filename} already exists`)
    expect(existsSync(filename)).toBe(true)
  })

  test.runIf(isRoot)('is left alone when it is of another user', async () => {
    const filename = join(await makeFolder(), 'pid')
    await writeFile(filename, `${await findDeadPid()}\n`)
    await chown(filename, nobody, nobody)
    const error = await rejectionOf(use(new PidExecutor('sleep 1000', { filename })).start())
    expect(error).toMatchObject({ code: 'ERR_ALREADY_RUNNING' })
    expect(existsSync(filename)).toBe(true)
  })
})

/** A socket of a server that was killed. */
async function leaveSocket(): Promise<string> {
  const socketPath = join(await makeFolder(), 'socket')
  const server = use(
    new UnixSocketExecutor(fixture('listens-on-unix-socket', '{socket}'), { socketPath }),
  )
  await server.start()
  await server.kill()
  expect(lstatSync(socketPath).isSocket()).toBe(true)
  return socketPath
}

describe('A unix socket that nobody listens on', () => {
  const command = fixture('listens-on-unix-socket', '{socket}')

  test('and that was left behind is removed for the next start', async () => {
    const socketPath = await leaveSocket()
    await use(new UnixSocketExecutor(command, { socketPath })).start()
  })

  test.runIf(isRoot)('is left alone when it is of another user', async () => {
    const socketPath = await leaveSocket()
    await chown(socketPath, nobody, nobody)
    const error = await rejectionOf(use(new UnixSocketExecutor(command, { socketPath })).start())
    expect(error.message).toContain('EADDRINUSE')
    expect(lstatSync(socketPath).isSocket()).toBe(true)
  })

  test('is left alone behind a link', async () => {
    const socketPath = await leaveSocket()
    const path = `${socketPath}.link`
    await symlink(socketPath, path)
    await rejectionOf(use(new UnixSocketExecutor(command, { socketPath: path })).start())
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(lstatSync(socketPath).isSocket()).toBe(true)
  })
})

test('A unix socket of a server that listens is left alone, whatever its name', async () => {
  const folder = await makeFolder()
  const [socketPath, other] = [join(folder, 'socket'), join(folder, 'other')]
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  afterTest(() => server.close())
  await link(socketPath, other)
  await expect(
    use(new UnixSocketExecutor('sleep 1000', { socketPath: other })).start(),
  ).rejects.toMatchObject({ code: 'ERR_ALREADY_RUNNING' })
  expect(lstatSync(other).isSocket()).toBe(true)
})
