import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { makeSharedFolder } from '../support/fixtures.js'
import { runScript, unprivileged, type Script } from '../support/script.js'
import { expectGuardianGone, waitForEver } from './owners.js'

const isRoot = process.getuid?.() === 0

/** Folders that may not be written or even looked into, as Go's module cache has them. */
const lockUp = `mkdir -p {tmp}/a/b; echo x >{tmp}/a/b/c; chmod 500 {tmp}/a/b; chmod 0 {tmp}/a`

/** Starts a process that locks folders up in its own. */
const startLocking = `
import { existsSync } from 'node:fs'
const executor = new SimpleExecutor(['sh', '-c', '${lockUp}; echo ready; exec sleep 1000'])
await executor.start()
await executor.waitForOutput('ready')
console.log('folder ' + executor.tmp)
`

async function findFolder(script: Script): Promise<string> {
  const [, folder = ''] = await script.says(/^folder (\/.+)$/m)
  return folder
}

describe('A private folder in which folders may not be written is removed', () => {
  test('when its process is stopped', async () => {
    const source = `${startLocking}
      await executor.stop()
      console.log('left: ' + existsSync(executor.tmp))`
    const script = await runScript(source, unprivileged)
    await script.says(/^left: false$/m)
    expect(await script.ended).toEqual({ code: 0, signal: null })
  })

  test('when its owner ends', async () => {
    const script = await runScript(`${startLocking} process.exit(3)`, unprivileged)
    const folder = await findFolder(script)
    expect(await script.ended).toEqual({ code: 3, signal: null })
    expect(existsSync(folder)).toBe(false)
    await expectGuardianGone(script)
  })

  test('when its owner is killed', async () => {
    const script = await runScript(startLocking + waitForEver, unprivileged)
    const folder = await findFolder(script)
    script.kill('SIGKILL')
    await script.ended
    await expectGuardianGone(script)
    expect(existsSync(folder)).toBe(false)
  })

  test('when it could not be prepared, which is what is told', async () => {
    const source = `
      import { readdirSync } from 'node:fs'
      const executor = mirakuru.createExecutor(declarations.simpleExecutor('sleep 1000', {
        prepare: ['sh', '-c', '${lockUp}; exit 7'],
      }))
      const { code, exitCode } = await executor.start().catch((error) => error)
      console.log('failed: ' + code + ' ' + exitCode)
      console.log('left: ' + readdirSync(owner.folder.path).filter((name) => name !== 'owner').join())`
    const env = { TMPDIR: await makeSharedFolder() }
    const script = await runScript(source, { ...unprivileged, env })
    await script.says(/^failed: ERR_PROCESS_EXITED 7$/m)
    await script.says(/^left: $/m)
  })
})

/**
 * A process makes something in its folder, and the script then loses the right to remove that. What it prints tells it
 * apart from one that finds the folder as its predecessor left it, and fails with 4.
 */
const loseRight = `
import { existsSync } from 'node:fs'
const command = 'mkdir {tmp}/theirs || exit 4; touch {tmp}/theirs/file; echo made; read _; exit 5'
const executor = new OutputExecutor(['sh', '-c', command], { banner, stdin: 'pipe' })
const started = executor.start()
await executor.waitForOutput('made')
process.seteuid(65534)
const tell = (what, done) => done.then(
  () => console.log(what + ': done'),
  ({ code, exitCode }) => console.log(what + ': ' + code + ' ' + exitCode))
`

/** Of the folder it is told as well whether it is there. */
const stopAndEnd = `
await tell('stop', executor.stop())
console.log('left: ' + existsSync(executor.tmp))
process.seteuid(0)
console.log('folder ' + executor.tmp)
`

/** What it was that could not be removed is removed when its owner ends, who may do so again. */
async function expectRemovedAtEnd(script: Script): Promise<void> {
  const folder = await findFolder(script)
  expect(await script.ended).toEqual({ code: 0, signal: null })
  expect(existsSync(folder)).toBe(false)
}

describe.runIf(isRoot)('A private folder that may not be removed', () => {
  test('is left by a stop', async () => {
    const script = await runScript(
      `const banner = 'made'; ${loseRight} await started; ${stopAndEnd}`,
    )
    await script.says(/^stop: done\nleft: true$/m)
    await expectRemovedAtEnd(script)
  })

  test('hides no unexpected exit', async () => {
    const script = await runScript(`const banner = 'made'; ${loseRight}
      await started
      executor.stdin.end('\\n')
      while (executor.running()) await new Promise((resolve) => setTimeout(resolve, 5))
      ${stopAndEnd}`)
    await script.says(/^stop: ERR_PROCESS_FINISHED 5\nleft: true$/m)
    await expectRemovedAtEnd(script)
  })

  test('hides no failure of a start', async () => {
    const script = await runScript(`const banner = 'never'; ${loseRight}
      executor.stdin.end('\\n')
      await tell('start', started)
      ${stopAndEnd}`)
    await script.says(/^start: ERR_PROCESS_EXITED 5\nstop: done\nleft: true$/m)
    await expectRemovedAtEnd(script)
  })

  test('hides no failure of a restart, after which a stop comes to an end', async () => {
    const script = await runScript(`const banner = 'made'; ${loseRight}
      await started
      await tell('restart', executor.restart())
      ${stopAndEnd}`)
    await script.says(/^restart: ERR_PROCESS_EXITED 4\nstop: done\nleft: true$/m)
    await expectRemovedAtEnd(script)
  })
})
