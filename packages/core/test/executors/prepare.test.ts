import { lstatSync, statSync } from 'node:fs'
import { chmod, mkdir, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lifeOf, type SimpleExecutor } from '../../src/executors/index.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'
import { makeProject, readPrepared, type Project } from '../support/project.js'
import { runScript, type Script } from '../support/script.js'
import { listOurs } from '../support/use.js'
import { withoutPage } from '../support/pages.js'

const goals = {
  prepare: /^its folder to be prepared/,
  wait: /^another start that prepares its folder$/,
}

/** Starts the process of a project in a Node process of its own, which tells what it waits for. */
function startElsewhere(
  project: Project,
  options: Parameters<Project['declare']>[0],
  shell?: string,
): Promise<Script> {
  const source = `
    import { readdirSync, readFileSync } from 'node:fs'
    const { lifeOf } = await import(dist + 'executors/index.js')
    process.chdir(${JSON.stringify(project.folder)})
    const executor = mirakuru.createExecutor(${JSON.stringify(project.declare(options))})
    const told = setInterval(() => console.log('waits for ' + lifeOf(executor).progress?.step?.target), 5)
    await executor.start().catch((error) => console.log('failed: ' + error.message))
    clearInterval(told)
    if (executor.running()) console.log('ready with ' + readFileSync(executor.tmp + '/link', 'utf8'))
    await executor.stop()
    console.log('left: ' + readdirSync(owner.folder.path).filter((name) => name !== 'owner').join())`
  return runScript(source, shell === undefined ? {} : { shell })
}

describe('A prepared folder', () => {
  test('is prepared once, and every instance starts from its own copy', async () => {
    const project = await makeProject()
    const [one, other] = [project.use(), project.use()]
    await one.start()
    await writeFile(join(one.tmp ?? '', 'inner/content'), 'changed')
    await other.start()
    expect([readPrepared(one), readPrepared(other)]).toEqual(['changed', 'fresh\n'])
    await other.stop()
    await other.start()
    expect(readPrepared(other)).toBe('fresh\n')
    expect(project.runs).toBe(1)
  })

  test('keeps modes and links', async () => {
    const executor = await (await makeProject()).use().start()
    const modeOf = (path: string): number => statSync(join(executor.tmp ?? '', path)).mode & 0o777
    expect(['', 'inner', 'inner/content'].map(modeOf)).toEqual([0o700, 0o750, 0o600])
    expect(lstatSync(join(executor.tmp ?? '', 'link')).isSymbolicLink()).toBe(true)
  })

  test('is waited for by one name, whatever folder it is prepared in', async () => {
    const project = await makeProject()
    const prepare = ['sh', '-c', 'echo fresh >{tmp}/link']
    const script = await startElsewhere(project, { prepare })
    await script.says(/^left: $/m)
    const told = [...script.output().matchAll(/^waits for (its folder to be prepared .*)$/gm)]
    expect(new Set(told.map(([, target]) => target))).toEqual(
      new Set([`its folder to be prepared (sh -c 'echo fresh >{tmp}/link')`]),
    )
  })

  test('is prepared once for those that start at the same time', async () => {
    const project = await makeProject()
    const executors = [1, 2, 3].map(() => project.use({ gate: project.gate }))
    const started = Promise.all(executors.map((executor) => executor.start()))
    const targets = (): string[] =>
      executors.map((each) => lifeOf(each).progress?.step?.target ?? '')
    await eventually(
      { what: 'two that wait' },
      targets,
      (seen) => countMatches(seen, goals.wait) === 2,
    )
    expect(countMatches(targets(), goals.prepare)).toBe(1)
    await project.openGate()
    await started
    expect(executors.map(readPrepared)).toEqual(['fresh\n', 'fresh\n', 'fresh\n'])
    expect(new Set(executors.map(({ tmp }) => tmp)).size).toBe(3)
    expect(project.runs).toBe(1)
  })

  test('is prepared once by processes that start at the same time', async () => {
    const project = await makeProject()
    const declared = { gate: project.gate }
    const scripts = await Promise.all([1, 2].map(() => startElsewhere(project, declared)))
    await Promise.any(scripts.map((script) => script.says(/^waits for another start/m)))
    await project.openGate()
    for (const script of scripts) await script.says(/^ready with fresh$/m)
    expect(project.runs).toBe(1)
  })

  test('stays as it is over a restart', async () => {
    const executor = (await makeProject()).use()
    await executor.start()
    const { tmp = '' } = executor
    await writeFile(join(tmp, 'inner/content'), 'changed')
    await executor.restart()
    expect([executor.tmp, readPrepared(executor)]).toEqual([tmp, 'changed'])
  })

  test('is prepared anew when the content of an input changes', async () => {
    const project = await makeProject()
    await mkdir(join(project.folder, 'migrations'))
    await project.write('migrations/1.sql', 'create table a')
    const prepare = { command: project.prepare(), inputs: ['migrations', 'package.json'] }
    const runAgain = async (): Promise<number> => {
      await (await project.use({ prepare }).start()).stop()
      return project.runs
    }
    expect(await runAgain()).toBe(1)
    await utimes(join(project.folder, 'migrations/1.sql'), 1, 1)
    expect(await runAgain()).toBe(1)
    await project.write('migrations/1.sql', 'create table b')
    expect(await runAgain()).toBe(2)
    await project.write('migrations/2.sql', '')
    expect(await runAgain()).toBe(3)
    expect(project.listKept()).toHaveLength(3)
  })

  test('is prepared anew with another environment', async () => {
    const project = await makeProject()
    for (const LANG of ['C', 'C.UTF-8', 'C']) await project.use({ env: { LANG } }).start()
    expect(project.runs).toBe(2)
  })

  test('is prepared by the user that the process runs as, whose it is then', async ({ skip }) => {
    if (process.getuid?.() !== 0) return skip('only root can be somebody else')
    const project = await makeProject()
    const user = { uid: 65_534, gid: 65_534, cwd: '/' }
    const prepare = ['sh', '-c', 'id -u >{tmp}/link']
    const executor = await project.use({ prepare, ...user }).start()
    expect(readPrepared(executor)).toBe('65534\n')
    for (const path of ['', 'link'])
      expect(statSync(join(executor.tmp ?? '', path))).toMatchObject({ uid: 65_534, gid: 65_534 })
  })

  test('is kept among the temporary files where the project cannot be written', async () => {
    const project = await makeProject()
    await project.write('node_modules', 'is no folder')
    const tmp = await useOtherTmp()
    await project.use().start()
    await project.use().start()
    expect(project.runs).toBe(1)
    const folder = join(tmp, `mirakuru-cache-${process.getuid?.()}`)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('is not kept where somebody else may have put it', async () => {
    const project = await makeProject()
    await project.write('node_modules', 'is no folder')
    const shared = join(await useOtherTmp(), `mirakuru-cache-${process.getuid?.()}`)
    await mkdir(shared)
    await chmod(shared, 0o777)
    const { message } = await rejectionOf(project.use().start())
    expect(message).toBe(
      `Cannot start "db": its folder cannot be prepared: its cache cannot be used: ${shared} already exists, and is not a folder that only this user can open`,
    )
  })
})

describe('A preparation', () => {
  test('that is killed leaves nothing that is used', async () => {
    const project = await makeProject()
    const script = await startElsewhere(project, { gate: project.gate })
    await project.begins(1)
    script.kill('SIGKILL')
    await eventually({ what: 'the end of all' }, () => script.listFamily(), isEmpty)
    expect(project.listKept()).toEqual([])
    await project.openGate()
    expect(readPrepared(await project.use({ gate: project.gate }).start())).toBe('fresh\n')
    expect(project.runs).toBe(2)
  })

  test('that was killed while its folder was copied is cleared away by the next', async () => {
    const project = await makeProject()
    await (await project.use().start()).stop()
    const [key = ''] = project.listKept()
    const path = join(project.shelf(), key)
    await rename(path, `${path}.partial-Abc123`)
    await project.use().start()
    expect(project.runs).toBe(2)
    expect(project.listKept()).toEqual([key])
  })

  test('that fails is told with its output, and nothing is kept', async () => {
    const project = await makeProject()
    const prepare = ['sh', '-c', 'echo "1 of 2 done"; echo "no table {name}" >&2; exit 7']
    const executor = project.use({ prepare, env: { PASSWORD: 'hunter2' } })
    const error = await rejectionOf(executor.start())
    expect(error).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 7, signal: null })
    expect(withoutPage(error.message)).toMatch(
      /^Cannot start "db": its preparation exited with code 7\n {2}after .+ of 60 s\n {2}command: sh -c .*\(cwd .*\)\n {2}last 2 lines of its output:\n {4}1 of 2 done\n {4}no table db$/,
    )
    expect(error.message).not.toContain('hunter2')
    expect(project.listKept()).toEqual([])
    expect(executor.running()).toBe(false)
  })

  test('whose program is missing is told', async () => {
    const project = await makeProject()
    const error = await rejectionOf(project.use({ prepare: './initialise {tmp}' }).start())
    expect(error).toMatchObject({ code: 'ERR_SPAWN', errno: 'ENOENT' })
    expect(error.message).toContain(`was not found in ${project.folder}`)
  })

  test('whose input is missing is told before anything runs', async () => {
    const project = await makeProject()
    const prepare = { command: project.prepare(), inputs: ['migrations'] }
    const { message } = await rejectionOf(project.use({ prepare }).start())
    expect(message).toBe(
      `Cannot start "db": its folder cannot be prepared: input "migrations" does not exist: ${join(project.folder, 'migrations')}`,
    )
    expect(project.runs).toBe(0)
  })

  test('that is not over in time is killed, with everything it started', async () => {
    const project = await makeProject()
    const startTimeout = 1_500
    const prepare = ['sh', '-c', 'echo row 1 of 9; setsid sleep 1000 & sleep 1000 & wait']
    const error = await rejectionOf(project.use({ prepare, startTimeout }).start())
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: startTimeout })
    expect(withoutPage(error.message)).toMatch(
      /^Cannot start "db": it did not prepare its folder \(sh -c .*\) within 1\.5 s\n[^]*\n {4}row 1 of 9$/,
    )
    expect(listOurs()).toEqual([])
    expect(project.listKept()).toEqual([])
  })

  test('of another start is named when it is waited for too long', async () => {
    const project = await makeProject()
    const preparing = project.use({ gate: project.gate })
    const started = preparing.start()
    await project.begins(1)
    const waiting = project.use({ gate: project.gate })
    const startedToo = waiting.start()
    await isWaiting(waiting)
    expect(lifeOf(waiting).progress?.explain(50)?.message).toMatch(
      /^Cannot start "db": it did not get its folder from another start that prepares it within 50 ms\n/,
    )
    await project.openGate()
    await Promise.all([started, startedToo])
  })

  test('that is aborted is killed, and done again by who waits for it', async () => {
    const project = await makeProject()
    const abort = new AbortController()
    const first = rejectionOf(project.use({ gate: project.gate }).start({ signal: abort.signal }))
    await project.begins(1)
    const waiting = project.use({ gate: project.gate })
    const started = waiting.start()
    await isWaiting(waiting)
    abort.abort(new Error('enough'))
    expect((await inTime({ what: 'the end of the first' }, first)).message).toBe('enough')
    await project.begins(2)
    await project.openGate()
    await started
    expect(readPrepared(waiting)).toBe('fresh\n')
  })

  test('whose folder cannot be copied is told, and leaves nothing', async () => {
    const project = await makeProject()
    const prepare = ['sh', '-c', 'echo fresh >{tmp}/link; head -c 100000 /dev/zero >{tmp}/much']
    await (await project.use({ prepare }).start()).stop()
    // No file may be larger than 32 KiB there.
    const script = await startElsewhere(project, { prepare }, 'ulimit -f 64; exec "$@"')
    await script.says(/^left: $/m)
    expect(script.output()).toMatch(
      /^failed: Cannot start "db": its folder cannot be prepared: its copy was killed by SIGXFSZ$/m,
    )
  })
})

/** Waits until an executor waits for what another one prepares. */
async function isWaiting(executor: SimpleExecutor): Promise<void> {
  const target = (): string => lifeOf(executor).progress?.step?.target ?? ''
  await eventually({ what: 'one that waits' }, target, (seen) => goals.wait.test(seen))
}

function countMatches(texts: readonly string[], pattern: RegExp): number {
  return texts.filter((text) => pattern.test(text)).length
}

function isEmpty(list: readonly unknown[]): boolean {
  return list.length === 0
}

/** Temporary files go elsewhere until the end of the test. */
async function useOtherTmp(): Promise<string> {
  const folder = await makeFolder()
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  afterTest(() => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  })
  return folder
}
