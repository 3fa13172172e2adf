import { ContainerExecutor } from '@mirakuru/core'
import { join } from 'node:path'
import { describeKills } from '../contenders/container-kills.mjs'
import { describeLives } from '../contenders/container-lives.mjs'
import { describeContainerTests } from '../contenders/container-tests.mjs'
import { useEngine } from '../contenders/engine.mjs'
import { ping } from '../contenders/ping.mjs'
import { runners, runProject } from '../contenders/projects.mjs'
import { interleave } from '../interleave.mjs'
import { node24, withFolder } from '../places.mjs'
import { tableOf, tableOfValues } from '../table.mjs'

const image = 'redis-of-bench'
const late = ['sh', '-c', 'sleep 0.$1; exec redis-server --protected-mode no --save ""', 'sh']

/** Containers beside the bare command of the engine and testcontainers; `--full` has as many rounds as the page shows. */
export async function measureContainers({ rounds = 10, full = false }) {
  return useEngine(image, async () => [
    ...(await measureLives(rounds)),
    await measureStubborn(rounds),
    ...(await measureTests(Math.ceil(rounds / 10))),
    await countFalseReady(full ? 200 : rounds * 5),
    await countLeft(full ? 10 : Math.ceil(rounds / 5)),
  ])
}

/** Start and stop of a redis. */
async function measureLives(rounds) {
  const { lives, end } = describeLives(image)
  const { start, stop } = await interleave(lives, { rounds })
  end()
  const note = 'From the start to the first answered PING of a redis.'
  return [
    tableOf('Containers: start', start, { note }),
    tableOf('Containers: stop', stop, {
      note: 'Until the container is removed. `docker rm -f` kills; a stop asks it to end first.',
    }),
  ]
}

async function measureStubborn(rounds) {
  const { lives, end } = describeLives(image, { isStubborn: true })
  const { stop } = await interleave(lives, { rounds })
  end()
  return tableOf('Containers: stop of one that does not obey', stop, {
    note: 'It is asked to end, and killed after 1 s; `docker rm -f` kills at once.',
  })
}

/** Tests that need a container each. */
function measureTests(rounds) {
  return withFolder(async (folder) => {
    const ways = Object.entries(describeContainerTests(image)).map(([what, { make, isNode24 }]) => {
      const project = make(join(folder, what.replaceAll(/\W+/g, '-')), { tests: 100 })
      return [what, () => measureRun(project, isNode24 ? { node: node24() } : {})]
    })
    const { wait, wall } = await interleave(Object.fromEntries(ways), { rounds, warmups: 0 })
    const note = '100 tests of 20 ms in one file, each with a redis in a container.'
    return [
      tableOf('A container for every test: wait', wait, { note }),
      tableOf('A container for every test: the whole run', wall, { note }),
    ]
  })
}

async function measureRun(project, options) {
  const env = { TESTCONTAINERS_RYUK_DISABLED: 'true' }
  const { wall, lines } = await runProject(project, runners.vitest, { ...options, env })
  return { wall, wait: lines.map(Number) }
}

/** A server that listens 0 to 500 ms after the proxy of the engine does. */
async function countFalseReady(starts) {
  let wrong = 0
  for (let start = 0; start < starts; start++) {
    const delay = String((start * 17) % 500).padStart(3, '0')
    const redis = new ContainerExecutor(image, { port: 6379, args: [...late, delay] })
    await redis.start()
    if (!(await ping(redis.port))) wrong++
    await redis.kill()
  }
  return tableOfValues(
    'Containers: ready, and the first connection was not answered',
    { ContainerExecutor: { 'false ready': wrong, starts } },
    { unit: '', note: 'A redis that listens up to 500 ms after the proxy of docker.' },
  )
}

/** What runs leave at the engine when processes of theirs are killed. */
function countLeft(rounds) {
  return withFolder(async (folder) => {
    const rows = {}
    for (const [kind, kill] of Object.entries(describeKills(folder, image))) {
      const isOther = kind.startsWith('testcontainers')
      // It leaves all each time.
      const kills = isOther ? Math.min(rounds, 3) : rounds
      let left = 0
      for (let round = 0; round < kills; round++)
        left += await kill(isOther ? { node: node24() } : {})
      rows[kind] = { left, kills }
    }
    return tableOfValues('Containers: left 5 s after kill -9', rows, {
      unit: '',
      note: 'Containers, networks and volumes of a run with two containers and a network.',
    })
  })
}
