import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeProject, runners } from './projects.mjs'

/** When what is left is counted. Milliseconds. */
const patience = 5_000

/** Which processes of a run are killed, by name. */
const victims = {
  runner: ({ runner }) => [runner],
  worker: ({ workers }) => workers,
  supervisor: ({ supervisors }) => supervisors,
  'the command of the engine': ({ commands }) => commands,
  'all at once': ({ runner, workers, supervisors, commands }) => [
    runner,
    ...workers,
    ...supervisors,
    ...commands,
  ],
}

/** The kinds of kill, by name: functions that return what is left of a run 5 s later. */
export function describeKills(folder, image) {
  const own = makeKillProject(join(folder, 'own'), ownTest(image))
  const theirs = makeKillProject(join(folder, 'theirs'), theirTest(image))
  const kinds = Object.keys(victims)
  return {
    ...Object.fromEntries(kinds.map((kind) => [`mirakuru: ${kind}`, () => killRun(own, { kind })])),
    ...Object.fromEntries(
      ['runner', 'worker', 'all at once'].map((kind) => [
        `testcontainers 12, without its reaper: ${kind}`,
        (options) => killRun(theirs, { kind, ...options }),
      ]),
    ),
  }
}

function makeKillProject(folder, test) {
  return makeProject(folder, runners.vitest, {
    'package.json': '{ "type": "module" }',
    'killed.test.mjs': test,
  })
}

const noteAndWait = `
  appendFileSync(process.env.RESULTS, process.pid + '\\n')
  await new Promise(() => undefined)
`

/** Two containers on a network of the run, one of them with an unnamed volume. */
const ownTest = (image) => `import { containerExecutor } from '@mirakuru/vitest-plugin'
import { appendFileSync } from 'node:fs'
import { test as base } from 'vitest'
const test = base.extend({
  redis: containerExecutor(${JSON.stringify({ image, port: 6379, mounts: '/data' })}),
  other: containerExecutor(${JSON.stringify({ image, port: 6379, env: { REDIS: '{redis.host}' } })}),
})
test('waits', async ({ other, redis }) => {${noteAndWait}}, 600_000)
`

const theirTest = (image) => `import { appendFileSync } from 'node:fs'
import { GenericContainer, Network } from 'testcontainers'
import { test } from 'vitest'
test('waits', async () => {
  const network = await new Network().start()
  await new GenericContainer('${image}').withNetwork(network).withExposedPorts(6379).start()
  await new GenericContainer('${image}').withNetwork(network).withExposedPorts(6379).start()
${noteAndWait}}, 600_000)
`

async function killRun(project, { kind, node = process.execPath }) {
  const before = new Set(listAll())
  const results = join(project, 'results')
  writeFileSync(results, '')
  const runner = spawn(node, runners.vitest.listArguments(), {
    cwd: project,
    env: { ...process.env, RESULTS: results, TESTCONTAINERS_RYUK_DISABLED: 'true' },
    stdio: 'ignore',
  })
  while (!readFileSync(results, 'utf8').endsWith('\n')) await pause(20)
  const chosen = victims[kind](findProcesses({ runner: runner.pid, results }))
  if (chosen.length === 0) throw new Error(`there is no process to kill: ${kind}`)
  for (const pid of chosen) process.kill(pid, 'SIGKILL')
  // The run goes on without it.
  if (kind === 'the command of the engine') runner.kill('SIGINT')
  await pause(patience)
  const left = listAll().filter((each) => !before.has(each))
  removeAll(left)
  runner.kill('SIGKILL')
  return left.length
}

/** The processes of a run, by what they are. */
function findProcesses({ runner, results }) {
  const [worker] = readFileSync(results, 'utf8').trim().split('\n').map(Number)
  const ours = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && read(`/proc/${name}/environ`).includes(results))
    .map((name) => ({ pid: Number(name), command: read(`/proc/${name}/cmdline`) }))
  const find = (part) => ours.filter(({ command }) => command.includes(part)).map(({ pid }) => pid)
  return {
    runner,
    workers: [worker],
    supervisors: find('supervisor/main.js'),
    commands: find('docker\0run\0'),
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Containers, networks and volumes, as arguments that remove them. */
function listAll() {
  const list = (kind, ...args) =>
    docker(...args)
      .split('\n')
      .filter(Boolean)
      .map((id) => `${kind} ${id}`)
  return [
    ...list('container', 'ps', '--all', '--quiet', '--no-trunc'),
    ...list('network', 'network', 'ls', '--quiet', '--no-trunc'),
    ...list('volume', 'volume', 'ls', '--quiet'),
  ]
}

function removeAll(left) {
  for (const each of left) {
    const [kind, id] = each.split(' ')
    docker(kind, 'rm', '--force', ...(kind === 'container' ? ['--volumes'] : []), id)
  }
}

function docker(...args) {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}
