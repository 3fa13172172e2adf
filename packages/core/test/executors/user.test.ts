import { execFileSync } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor } from '../../src/index.js'
import { describeGroups, findUser } from '../../src/process/user.js'
import { rejectionOf } from '../support/deadline.js'
import { nobody, runScript, unprivileged } from '../support/script.js'
import { use } from '../support/use.js'

const isRoot = process.getuid?.() === 0
const ask = (...args: readonly string[]): string =>
  execFileSync('id', args, { encoding: 'utf8' }).trim()

describe.runIf(isRoot)('An executor with a user', () => {
  test('runs as that user, at home there, with a folder of its own', async () => {
    const command = 'id -u; id -g; echo $HOME $USER $LOGNAME; echo done {tmp}; exec sleep 1000'
    const executor = use(new SimpleExecutor(command, { shell: true, user: 'daemon' }))
    await executor.start()
    await executor.waitForOutput('done')
    const ids = `${ask('-u', 'daemon')}\n${ask('-g', 'daemon')}\n`
    expect(executor.output()).toBe(
      `${ids}${findUser('daemon')?.home} daemon daemon\ndone ${executor.tmp}\n`,
    )
    const { uid, mode } = lstatSync(executor.tmp ?? '')
    expect({ uid: String(uid), mode: mode & 0o777 }).toEqual({
      uid: ask('-u', 'daemon'),
      mode: 0o700,
    })
    await executor.stop()
    expect(executor.exit).toMatchObject({ signal: 'SIGTERM' })
  })

  test('keeps what its env says, and goes back to it with each start', async () => {
    const executor = use(
      new SimpleExecutor(['sh', '-c', 'echo $HOME $USER; exec sleep 1000'], {
        user: 'daemon',
        env: { HOME: '/elsewhere' },
      }),
    )
    await executor.start()
    await executor.waitForOutput('/elsewhere daemon')
    await executor.restart()
    await executor.waitForOutput(/(?:\/elsewhere daemon\n){2}/)
  })

  test('says that there is no such user', async () => {
    const executor = use(new SimpleExecutor('true', { name: 'db', user: 'no-such-user' }))
    const error = await rejectionOf(executor.start())
    expect(error.message).toBe('Cannot start "db": this machine has no user "no-such-user"')
  })
})

test('An executor with a user says that only root may change users', async () => {
  const script = await runScript(
    `const error = await new SimpleExecutor('true {tmp}', { user: 'root' }).start().catch((error) => error)
     console.log(error.code + ' ' + error.errno + ' ' + error.message)`,
    unprivileged,
  )
  await script.says(
    /^ERR_SPAWN EPERM Cannot start "true": only root may run it as user "root", and/m,
  )
})

describe('findUser()', () => {
  test('knows what the system knows', () => {
    const user = findUser('daemon')
    expect(String(user?.uid)).toBe(ask('-u', 'daemon'))
    expect(String(user?.gid)).toBe(ask('-g', 'daemon'))
    const groups = ask('-G', 'daemon').split(' ').map(Number)
    expect(new Set([user?.gid, ...(user?.groups ?? [])])).toEqual(new Set(groups))
  })

  test('knows nobody of that name', () => {
    expect(findUser('no-such-user')).toBeUndefined()
  })
})

test.runIf(isRoot && describeGroups({ uid: 1, gid: 1, groups: [1] }) !== undefined)(
  'A process has the further groups that its user is in',
  () => {
    const [program = '', ...args] =
      describeGroups({ uid: nobody, gid: nobody, groups: [4, 24] }) ?? []
    const groups = execFileSync(program, [...args, 'id', '-G'], { encoding: 'utf8' })
    expect(new Set(groups.trim().split(' '))).toEqual(new Set(['4', '24', String(nobody)]))
  },
)
