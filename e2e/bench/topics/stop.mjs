import { spawn } from 'node:child_process'
import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { SimpleExecutor } from '@mirakuru/core'
import { execa } from 'execa'
import { setup, teardown } from 'jest-dev-server'
import { endMembers, findMembers, isGroupAlive, waitForMembers } from '../contenders/trees.mjs'
import { interleave } from '../interleave.mjs'
import { findProgram } from '../places.mjs'
import { tableOf, tableOfValues } from '../table.mjs'
import { summarise } from '../statistics.mjs'

const tree = ['sh', findProgram('tree.sh')]
const treeSize = 13

/** How each tool starts a command; what is returned stops it. */
const tools = {
  'SimpleExecutor.stop()': async (args, env) => {
    const executor = await new SimpleExecutor(args, { env }).start()
    return () => executor.stop()
  },
  'execa: kill() and wait': async ([command, ...args], env) => {
    // With pipes it would wait for ever for survivors that hold them open.
    const subprocess = execa(command, args, { env, reject: false, stdio: 'ignore' })
    return async () => {
      subprocess.kill()
      await subprocess
    }
  },
  'jest-dev-server: teardown()': async (args, env) => {
    Object.assign(process.env, env)
    const servers = await setup({ command: args.join(' ') })
    for (const name of Object.keys(env)) delete process.env[name]
    return () => teardown(servers)
  },
  'kill the group and wait': async (args, env) => {
    const child = spawnGroup(args, env)
    return async () => {
      process.kill(-child.pid, 'SIGTERM')
      await once(child, 'exit')
    }
  },
  'kill the group and wait for all of it': async (args, env) => {
    const { pid } = spawnGroup(args, env)
    return async () => {
      process.kill(-pid, 'SIGTERM')
      while (isGroupAlive(pid)) await pause(1)
    }
  },
}

function spawnGroup([command, ...args], env) {
  const stdio = ['ignore', 'pipe', 'pipe']
  return spawn(command, args, { env: { ...process.env, ...env }, stdio, detached: true })
}

/** What a stop costs, and whom it leaves alive. */
export async function measureStop({ rounds = 30 }) {
  return [
    ...(await measureOne(rounds)),
    await measureTrees('Stop: a tree of 3 × 3', { rounds, args: tree, size: treeSize }),
    await measureTrees('Stop: the tree and a daemon that left the session', {
      rounds: Math.ceil(rounds / 3),
      args: [...tree, 'daemon'],
      size: treeSize + 1,
    }),
  ]
}

async function measureOne(rounds) {
  const contenders = Object.entries(tools).map(([name, start]) => [
    name,
    async () => {
      const exited = watchNextExit()
      const stop = await start(['sleep', '1000'], {})
      const startedAt = performance.now()
      await stop()
      const endedAt = performance.now()
      return { whole: endedAt - startedAt, after: endedAt - (await exited) }
    },
  ])
  const { whole, after } = await interleave(Object.fromEntries(contenders), {
    rounds: rounds * 3,
    warmups: 5,
  })
  const note = '`sleep`, which obeys SIGTERM at once.'
  return [
    tableOf('Stop: an obedient process', whole, { note }),
    tableOf('Stop: from its exit to the end of the stop', after, { note }),
  ]
}

/** When the `sleep` that this process starts next has exited; its other child is the guardian of our own. */
function watchNextExit() {
  const spawned = channel('child_process')
  return new Promise((resolve) => {
    const watch = ({ process: child }) => {
      child.prependOnceListener('exit', () => {
        if (!child.spawnargs.join(' ').endsWith('sleep 1000')) return
        spawned.unsubscribe(watch)
        resolve(performance.now())
      })
    }
    spawned.subscribe(watch)
  })
}

let trees = 0

async function measureTrees(title, { rounds, args, size }) {
  const contenders = Object.entries(tools).map(([name, start]) => [
    name,
    async () => {
      const id = `${process.pid}-${trees++}`
      const stop = await start(args, { BENCH_TREE: id })
      const variable = `BENCH_TREE=${id}`
      await waitForMembers(variable, size)
      const startedAt = performance.now()
      await stop()
      const time = performance.now() - startedAt
      const survivors = findMembers(variable).length
      await endMembers(variable)
      return { time, survivors }
    },
  ])
  const { time, survivors } = await interleave(Object.fromEntries(contenders), { rounds })
  const rows = Object.keys(time).map((name) => [
    name,
    { ...summarise(time[name]), 'alive afterwards (at most)': Math.max(...survivors[name]) },
  ])
  return tableOfValues(title, Object.fromEntries(rows), {
    note: 'Until the stop says that it is over, and how many processes still live in that moment.',
  })
}
