import { cp, mkdir, rm, rmdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { simpleExecutor, type Declaration } from '../../src/declaration.js'
import { eventually } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { repository } from '../support/repository.js'
import { runScript } from '../support/script.js'
import { declareHold, DoomedRun } from './doomed-run.js'
import { ends } from './ends.js'

/** A file system on which nobody, root included, can make anything. */
const readOnly = '/sys'
const env = { SCRATCH: '{tmp}' }
const lives = simpleExecutor(fixture('lives'), { env })

/** Makes a script run the supervisor in a worse world, which is prepared by a line for the shell. */
async function worsen(preparation: string): Promise<string> {
  const node = join(await makeFolder(), 'node')
  const script = `#!/bin/sh\n${preparation}\nexec ${process.execPath} "$@"\n`
  await writeFile(node, script, { mode: 0o755 })
  return `process.execPath = ${JSON.stringify(node)}`
}

function limitDescriptors(count: number): Promise<string> {
  return worsen(`ulimit -n ${count}`)
}

/** Starts a process, and says so or why not. */
function startOne(declaration: Declaration = lives, preparation = ''): string {
  return `
    ${declareHold('root')}
    ${preparation}
    const held = hold('subject', ${JSON.stringify({ subject: declaration })})
    console.log('log ' + await client.connect().catch((error) => (sayWhy(error), '')))
    await held.start().then(({ pid }) => console.log('started ' + pid), sayWhy)`
}

/** Where logs go that belong to no project. */
const logFolder = `mirakuru-logs-${process.getuid?.()}`

/** The end of the run leaves nothing but, where it is told, what begins like that. */
async function endRun(run: DoomedRun, spared?: string): Promise<void> {
  run.note()
  run.script.kill('SIGKILL')
  await run.expectNothingLeft(spared)
}

/** A supervisor without the part of its code that it loads when clients are let in. */
async function takePartAway(): Promise<string> {
  const folder = join(await makeFolder(), 'whole')
  await cp(join(repository, 'packages/core/dist/whole'), folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await rm(join(folder, 'shared-registry.js'))
  return worsen(`set -- '${folder}/supervisor/main.js' "$2"`)
}

test('A supervisor that cannot load all of its own code says so, and leaves', async () => {
  const run = await DoomedRun.start(startOne(lives, await takePartAway()))
  await run.script.says(
    /^rejected ERR_SUPERVISOR: .* cannot hold processes: .*shared-registry\.js.*\n.*its log: /m,
  )
  await endRun(run)
})

describe('A supervisor with too few file descriptors', () => {
  test('to boot says so, and leaves', async () => {
    const run = await runScript(startOne(lives, await limitDescriptors(20)))
    await run.says(/^rejected ERR_SUPERVISOR: The supervisor did not start: [^]*EMFILE/m)
    const isAlone = (): boolean => run.listFamily().length === 1
    await eventually({ what: 'the end of the supervisor', within: 8_000 }, isAlone)
  })

  test('for one process more says so, keeps those it has, and can start others when these are gone', async () => {
    const run = await DoomedRun.start(`
      ${declareHold('root')}
      ${await limitDescriptors(128)}
      const processes = ${JSON.stringify({ lives })}
      const settled = await Promise.allSettled(
        Array.from({ length: 60 }, (_, index) => hold('lives', processes, 'test ' + index).start()))
      for (const each of settled) if (each.status === 'rejected') sayWhy(each.reason)
      const running = await Promise.all(all.map((each) => each.running()))
      console.log('running ' + running.filter(Boolean).length)
      await Promise.all(all.map((each) => each.release()))
      const { pid } = await hold('lives', processes, 'the last').start()
      console.log('again ' + pid)`)
    await run.script.says(/^again \d+$/m)
    const rejected = run.script.output().match(/^rejected .*/gm) ?? []
    expect(rejected.length).toBeGreaterThan(0)
    for (const line of rejected)
      expect(line).toMatch(/^rejected ERR_SPAWN: .*too many files are open/)
    const [, running] = /^running (\d+)$/m.exec(run.script.output()) ?? []
    expect(Number(running)).toBe(60 - rejected.length)
    expect(run.note()).toHaveLength(2) // the last, and its companion
    await endRun(run)
  })

  test('for one client more makes that one say so', async () => {
    const run = await DoomedRun.start(`
      ${declareHold('root')}
      ${await limitDescriptors(128)}
      const starts = Array.from({ length: 60 }, (_, index) =>
        hold('lives', ${JSON.stringify({ lives })}, 'test ' + index).start())
      await Promise.allSettled(starts)
      console.log('full')
      for (let room = true; room; )
        await new Client('worker').connect().catch((error) => ((room = false), sayWhy(error)))`)
    await run.script.says(/^full$/m)
    run.note()
    await run.script.says(
      /^rejected ERR_SUPERVISOR: The supervisor of this run closes every new connection, .*ulimit -n/m,
    )
    expect(run.supervisor.pid).toBeGreaterThan(0)
    await ends.killOfBoth.bringAbout(run)
    await run.expectNothingLeft()
  })
})

describe('A supervisor whose log cannot be written', () => {
  test('works all the same', async () => {
    const run = await DoomedRun.start(startOne(lives, await worsen('exec >/dev/full 2>&1')))
    await run.script.says(/^started \d+$/m)
    await endRun(run)
  })
})

test('A supervisor whose trace nobody reads any more works all the same', async () => {
  const pipe = join(await makeFolder(), 'pipe')
  const shell = `mkfifo ${pipe}; (: <${pipe}) & exec "$@" 2>${pipe}`
  const run = await DoomedRun.start(startOne(), { env: { MIRAKURU_DEBUG: '1' }, shell })
  await run.script.says(/^started \d+$/m)
  await endRun(run)
})

test('Processes whose output cannot be written down start all the same', async () => {
  const occupy = `await client.connect().then(async (log) => {
      const { writeFileSync } = await import('node:fs')
      writeFileSync(log.replace(/\\.log$/, ''), '')
    })`
  const project = await makeFolder()
  await mkdir(join(project, 'node_modules'))
  const preparation = `process.chdir(${JSON.stringify(project)})\n${occupy}`
  const run = await DoomedRun.start(startOne(lives, preparation))
  await run.script.says(/^started \d+$/m)
  await endRun(run)
})

describe('Where temporary files cannot be written,', () => {
  test.each([
    ['because the folder is missing', (folder: string) => join(folder, 'missing')],
    ['because the file system refuses', () => readOnly],
  ])('%s, clients say so', async (_why, find) => {
    const TMPDIR = find(await makeFolder())
    const script = await runScript(startOne(), { env: { TMPDIR } })
    await script.says(
      /^rejected ERR_SUPERVISOR: Cannot create the folder of the run's supervisor: E/m,
    )
    expect(script.listFamily()).toHaveLength(1)
  })

  test('because the folder was removed meanwhile, processes start and end all the same', async () => {
    const run = await DoomedRun.start(
      startOne(
        lives,
        `await client.connect()
        await import('node:fs').then(({ rmSync }) => rmSync(process.env.TMPDIR, { recursive: true }))`,
      ),
    )
    await run.script.says(/^started \d+$/m)
    await endRun(run)
  })
})

describe('Where the working directory was removed,', () => {
  async function startInRemovedFolder(hold: string): Promise<DoomedRun> {
    const folder = join(await makeFolder(), 'removed')
    await mkdir(folder)
    const run = await DoomedRun.start(`
      ${declareHold('root')}
      process.chdir(${JSON.stringify(folder)})
      process.on('SIGHUP', async () => {
        console.log('log ' + await client.connect())
        await ${hold}.start().then(({ pid }) => console.log('started ' + pid), sayWhy)
      })
      console.log('there')`)
    await run.script.says(/^there$/m)
    await rmdir(folder)
    run.script.kill('SIGHUP')
    return run
  }

  test('who needs it is told', async () => {
    const run = await startInRemovedFolder(`hold('lives', ${JSON.stringify({ lives })})`)
    await run.script.says(
      /^rejected ERR_EXECUTOR: Cannot start "lives": the working directory of this process does not exist any more$/m,
    )
    await endRun(run, logFolder)
  })

  test('everybody else is served', async () => {
    const units = { test: 'one test', file: 'one file' }
    const request = {
      processes: { lives },
      name: 'lives',
      folder: dirname(process.execPath),
      units,
    }
    const run = await startInRemovedFolder(`new HeldProcess(client, ${JSON.stringify(request)})`)
    await run.script.says(/^started \d+$/m)
    const [, log] = /^log (.*)$/m.exec(run.script.output()) ?? []
    expect(dirname(log ?? '')).toBe(join(run.temporary, logFolder))
    await endRun(run, logFolder)
  })
})

describe('Without', () => {
  const absolute = simpleExecutor(['/bin/sh', '-c', '/bin/sleep 1000 & exec /bin/sleep 1000'], {
    env,
  })

  test.each([
    ['any program in PATH', `process.env.PATH = ''`],
    ['PATH and HOME', 'delete process.env.PATH; delete process.env.HOME'],
  ])('%s nothing is left, either', async (_what, preparation) => {
    for (const end of [ends.killOfRunner, ends.killOfBoth]) {
      const run = await DoomedRun.start(startOne(absolute, preparation))
      await run.script.says(/^started \d+$/m)
      const note = (): readonly unknown[] => run.note()
      await eventually({ what: 'both processes' }, note, ({ length }) => length === 2)
      await end.bringAbout(run)
      await end.expectNothing(run)
    }
  })

  test('node_modules that can be written, the log is beside other temporary files', async () => {
    const project = await makeFolder()
    await symlink(readOnly, join(project, 'node_modules'))
    const run = await DoomedRun.start(startOne(lives, `process.chdir(${JSON.stringify(project)})`))
    await run.script.says(/^started \d+$/m)
    const [, log] = /^log (.*)$/m.exec(run.script.output()) ?? []
    expect(dirname(log ?? '')).toBe(join(run.temporary, logFolder))
    await endRun(run, logFolder)
  })
})
