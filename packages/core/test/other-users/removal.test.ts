import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { mirakuru } from '../support/command-line.js'
import { eventually } from '../support/deadline.js'
import {
  asOtherUser,
  describeTwoUsers,
  makeOpenFolder,
  makePrecious,
} from '../support/other-user.js'
import { fixture } from '../support/fixtures.js'
import { listProcesses, lives } from '../support/processes.js'
import { nobody, runScript, unprivileged, type Script } from '../support/script.js'
import { waitForEver } from '../process/owners.js'
import { declareHold } from '../supervisor/doomed-run.js'
import { findSupervisors } from '../support/supervisors.js'

/** Names of what a dead run would have left. */
const deadRun = `mirakuru-run-${nobody}-4194303-1`
const deadOwner = 'mirakuru-00112233445566aa'
const age = 'touch -h -d "2 hours ago" -- "$1"'

describeTwoUsers('What another user has put where a folder of ours is expected stays', () => {
  test.each([true, false])('a link, when doctor tidies up (sticky: %s)', async (isSticky) => {
    const shared = await makeOpenFolder({ isSticky })
    const precious = makePrecious(shared)
    const before = precious.read()
    for (const name of [deadRun, deadOwner])
      asOtherUser(`ln -s -- "$2" "$1"; ${age}`, join(shared, name), precious.path)
    const { code } = await mirakuru(['doctor', '--fix', '--json'], {
      cwd: '/',
      env: { TMPDIR: shared },
      ...unprivileged,
    })
    expect(code).not.toBe(2)
    expect(precious.read()).toEqual(before)
  })

  test.each([deadRun, deadOwner])('a folder of ours, renamed to %s', async (name) => {
    const shared = await makeOpenFolder({ isSticky: false })
    const precious = makePrecious(shared)
    asOtherUser('mv -- "$1" "$2"', precious.path, join(shared, name))
    const before = precious.read()
    const options = { cwd: '/', env: { TMPDIR: shared }, ...unprivileged }
    makeOld(join(shared, name))
    await mirakuru(['doctor', '--fix', '--json'], options)
    const script = await runInShared(shared)
    await endRun(script)
    expect(precious.read()).toEqual(before)
  })

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'a folder of ours in place of that of an owner which ends by %s',
    async (signal) => {
      const shared = await makeOpenFolder({ isSticky: false })
      const precious = makePrecious(shared)
      const before = precious.read()
      const source = `
        const executor = await new SimpleExecutor('sleep 1000', { env: { SCRATCH: '{tmp}' } }).start()
        console.log('started')
        ${waitForEver}`
      const script = await runScript(source, { ...unprivileged, env: { TMPDIR: shared } })
      await script.says(/^started$/m)
      const folder = join(shared, `mirakuru-${script.ownerId}`)
      asOtherUser('mv -- "$1" "$1-moved" && mv -- "$2" "$1"', folder, precious.path)
      script.kill(signal)
      await script.ended
      await eventually({ what: 'the end of the guardian' }, () => !script.findGuardian())
      expect(precious.read()).toEqual(before)
    },
  )

  test.each([
    ['a link', 'mv -- "$1" "$1-moved" && ln -s -- "$2" "$1"'],
    ['a folder of ours', 'mv -- "$1" "$1-moved" && mv -- "$2" "$1"'],
  ])('%s in place of the folder of a run that ends', async (_what, attack) => {
    const shared = await makeOpenFolder({ isSticky: false })
    const precious = makePrecious(shared)
    const before = precious.read()
    const script = await runInShared(shared)
    const { pid, startTime } = script.identity
    const folder = join(shared, `mirakuru-run-${nobody}-${pid}-${startTime}`)
    asOtherUser(attack, folder, precious.path)
    await endRun(script)
    expect(precious.read()).toEqual(before)
  })
})

function makeOld(path: string): void {
  const then = Date.now() / 1_000 - 7_200
  utimesSync(path, then, then)
}

/** A run of our user, whose folders are in a shared one; resolves when a process is held. */
async function runInShared(shared: string): Promise<Script> {
  const subject = simpleExecutor(fixture('lives'), { env: { SCRATCH: '{tmp}' } })
  const source = `${declareHold('root')}
    await hold('subject', ${JSON.stringify({ subject })}).start()
    console.log('held')`
  const script = await runScript(source, { ...unprivileged, env: { TMPDIR: shared } })
  await script.says(/^held$/m)
  return script
}

/** Ends the run, and waits until nobody is left who could remove anything. */
async function endRun(script: Script): Promise<void> {
  const { pid } = script.identity
  const everybody = [
    ...findSupervisors(pid),
    ...listProcesses().filter(({ parent }) => parent === findSupervisors(pid)[0]?.pid),
  ]
  script.kill('SIGKILL')
  await eventually({ what: 'the end of the run' }, () => !everybody.some(lives))
}
