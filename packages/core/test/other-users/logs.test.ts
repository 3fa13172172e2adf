import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { eventually } from '../support/deadline.js'
import {
  asOtherUser,
  describeTwoUsers,
  makeOpenFolder,
  makePrecious,
} from '../support/other-user.js'
import { nobody, runScript, unprivileged, type Script } from '../support/script.js'
import { findSupervisors } from '../support/supervisors.js'
import { declareHold } from '../supervisor/doomed-run.js'

const talks = simpleExecutor(['sh', '-c', 'echo secret; exec sleep 1000'])
const holdTalker = `
  const held = await hold('talks', ${JSON.stringify({ talks })}).start()
  await held.waitForOutput('secret')`

interface Paths {
  readonly log: string
  readonly page: string
}

/** Ends the run of a script whose root waits for that. */
async function finish(script: Script): Promise<Paths> {
  const [, log = ''] = await script.says(/^log (.+)$/m)
  const [, page = ''] = await script.says(/^report (.+)$/m)
  script.kill('SIGKILL')
  await eventually(
    { what: 'no supervisor' },
    () => findSupervisors(script.identity.pid).length === 0,
  )
  return { log, page }
}

/** What follows the start of a process: says where its logs and the report of the run are. */
const sayWhere = `
  ${holdTalker}
  console.log('log ' + await client.connect())
  console.log('report ' + (await client.endRun()).report)`

/** Everything in a folder, with its mode. */
function listModes(folder: string): [string, number][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => [
    name,
    lstatSync(join(folder, name)).mode & 0o7777,
  ])
}

describeTwoUsers('Logs and reports outside of a project', () => {
  test.each([true, false])(
    'go to no place that another user has prepared, nor can that one read them (sticky: %s)',
    async (isSticky) => {
      const shared = await makeOpenFolder({ isSticky })
      const precious = makePrecious(shared)
      const before = precious.read()
      const gate = join(shared, 'gate')
      const source = `
        import { existsSync } from 'node:fs'
        import { setTimeout } from 'node:timers/promises'
        process.chdir(${JSON.stringify(shared)})
        ${declareHold('root')}
        console.log('waits')
        while (!existsSync(${JSON.stringify(gate)})) await setTimeout(1)
        ${sayWhere}`
      const env = { TMPDIR: shared, MIRAKURU_REPORT: '1' }
      const script = await runScript(source, { ...unprivileged, env })
      await script.says(/^waits$/m)
      const run = `supervisor-${script.identity.pid}-${script.identity.startTime}`
      const prepare = `cd -- "$1"
        ln -s precious/letter "$2.log"
        mkdir -m 777 "$2" "mirakuru-logs-$3"
        ln -s ../precious/letter "$2/1-talks.log"
        ln -s ../precious "mirakuru-logs-$3/last"`
      asOtherUser(prepare, shared, run, String(nobody))
      writeFileSync(gate, '')
      const { log, page } = await finish(script)
      expect(precious.read()).toEqual(before)
      expect(page).toMatch(/\/report\.html$/)
      const output = join(log.replace(/\.log$/, ''), '1-talks.log')
      expect(readFileSync(output, 'utf8')).toContain('secret')
      for (const path of [dirname(log), dirname(output), dirname(page)]) {
        const { uid, mode } = lstatSync(path)
        expect([path, uid, mode & 0o777]).toEqual([path, nobody, 0o700])
      }
      asOtherUser('! cat -- "$@" 2>/dev/null', log, output, page)
      asOtherUser('test -z "$(ls -- "$1" | grep -v talks)"', join(shared, run))
    },
  )

  test('are written to the folder that was made for them, whatever stands in its place', async () => {
    const shared = await makeOpenFolder({ isSticky: false })
    const precious = makePrecious(shared)
    const before = precious.read()
    const gate = join(shared, 'gate')
    const source = `
      import { existsSync } from 'node:fs'
      import { setTimeout } from 'node:timers/promises'
      process.chdir(${JSON.stringify(shared)})
      ${declareHold('root')}
      console.log('log ' + await client.connect())
      while (!existsSync(${JSON.stringify(gate)})) await setTimeout(1)
      ${holdTalker}
      console.log('report ' + (await client.endRun()).report)`
    const env = { TMPDIR: shared, MIRAKURU_REPORT: '1' }
    const script = await runScript(source, { ...unprivileged, env })
    const [, log = ''] = await script.says(/^log (.+)$/m)
    const logs = dirname(log)
    const isOwnFolder = logs !== shared
    if (isOwnFolder) asOtherUser('mv -- "$1" "$1-moved" && ln -s -- "$2" "$1"', logs, precious.path)
    writeFileSync(gate, '')
    await finish(script)
    expect(isOwnFolder).toBe(true)
    expect(precious.read()).toEqual(before)
    const moved = readdirSync(`${logs}-moved`, { recursive: true, encoding: 'utf8' })
    expect(moved.filter((name) => /talks|html/.test(name))).toHaveLength(2)
  })
})

describeTwoUsers('A project that another user can write to', () => {
  test.each([
    ['a link to a folder of ours', 'ln -s ../precious "$1/.mirakuru"'],
    ['a folder of theirs', 'mkdir -m 777 "$1/.mirakuru"'],
  ])('has logs elsewhere where there is %s', async (_what, prepare) => {
    const shared = await makeOpenFolder({ isSticky: true })
    const modules = join(shared, 'node_modules')
    mkdirSync(modules)
    chmodSync(modules, 0o777)
    const precious = makePrecious(shared)
    const before = precious.read()
    asOtherUser(prepare, modules)
    const source = `process.chdir(${JSON.stringify(shared)})
      ${declareHold('root')} ${sayWhere}`
    const env = { TMPDIR: shared, MIRAKURU_REPORT: '1' }
    const { log, page } = await finish(await runScript(source, { ...unprivileged, env }))
    expect(precious.read()).toEqual(before)
    for (const path of [log, page]) {
      expect(path).not.toContain('.mirakuru')
      expect(lstatSync(dirname(path))).toMatchObject({ uid: nobody })
    }
    expect(readdirSync(modules)).toEqual(['.mirakuru'])
  })
})

test.skipIf(process.getuid?.() !== 0)(
  'Whatever the umask says, nobody else can write to or read what a run leaves',
  async () => {
    const shared = await makeOpenFolder({ isSticky: true })
    const project = join(shared, 'project')
    mkdirSync(join(project, 'node_modules'), { recursive: true })
    writeFileSync(join(project, 'package.json'), '{}')
    for (const path of [project, join(project, 'node_modules')]) {
      chmodSync(path, 0o755)
      chownSync(path, nobody, nobody)
    }
    const prepared = simpleExecutor(['sleep', '1000'], {
      prepare: ['sh', '-c', 'echo made >{tmp}/made'],
    })
    const source = `process.chdir(${JSON.stringify(project)})
      ${declareHold('root')}
      await hold('prepared', ${JSON.stringify({ prepared })}).start()
      process.once('SIGUSR1', async () => {
        ${sayWhere}
      })
      console.log('held')`
    const env = { TMPDIR: shared, MIRAKURU_REPORT: '1' }
    const script = await runScript(source, {
      shell: `umask 000; ${unprivileged.shell ?? 'exec "$@"'}`,
      env,
    })
    await script.says(/^held$/m)
    const during = listModes(shared)
    script.kill('SIGUSR1')
    const { log } = await finish(script)
    expect(existsSync(log)).toBe(true)
    // Processes of other users have to pass through the folder of an owner.
    const isOpen = ([name, mode]: [string, number]): boolean =>
      (mode & 0o022) !== 0 &&
      !/^project\/node_modules\/\.cache\/mirakuru\/./.test(name) &&
      !/\/tmp-\w+\/made$/.test(name) &&
      !name.endsWith('/socket')
    expect([...during, ...listModes(shared)].filter(isOpen)).toEqual([])
    const own = listModes(join(project, 'node_modules/.mirakuru'))
    expect(own.length).toBeGreaterThan(3)
    expect(own.filter(([, mode]) => (mode & 0o077) !== 0)).toEqual([])
  },
)
