// A record of a run as the supervisor makes it, as large as wanted, and the same every time.

const startedAt = Date.UTC(2026, 10, 25, 12)
const workers = 6

/** The run of the picture on the page about reports, and of the report on the site. */
export function makeExampleRun() {
  return makeRun({ tests: 40, processes: 14, crashes: 1 })
}

/** @returns a run with a database and an API for all of it, and a process for every test that has one */
export function makeRun({ tests: testCount = 12, processes: processCount = 8, crashes = 0 } = {}) {
  const random = makeRandom(7)
  const tests = makeTests(testCount, random)
  const last = tests.reduce((end, test) => Math.max(end, test.endedAt), startedAt)
  const endedAt = last + 120
  const shared = ['postgres', 'api'].map((name, index) =>
    makeShared(name, index, { tests, endedAt }),
  )
  const step = Math.max(1, Math.floor(testCount / (processCount - shared.length)))
  const owners = tests
    .filter((_, index) => index % step === 0)
    .slice(0, processCount - shared.length)
  const own = owners.map((test, index) =>
    makeOwn(test, { id: String(index + 3), random, isCrashed: index > 1 && index <= crashes + 1 }),
  )
  for (const { crashes: found, leases } of own)
    for (const test of tests)
      if (found.length > 0 && leases.at(-1).test === `${test.id} 0 0`) test.state = 'failed'
  const end = 'its root asked for it'
  const processes = [...shared, ...own]
  return {
    version: 1,
    startedAt,
    endedAt,
    end,
    folder: '/shop',
    tests,
    processes,
    droppedProcesses: 0,
  }
}

function makeTests(count, random) {
  const free = Array.from({ length: workers }, () => startedAt + 900)
  const perFile = 10
  const files = Array.from({ length: Math.ceil(count / perFile) }, (_, index) => {
    const worker = free.indexOf(Math.min(...free))
    const file = `/shop/test/${['cart', 'checkout', 'login', 'search', 'stock'][index % 5]}-${index}.test.ts`
    free[worker] += 40
    return Array.from({ length: Math.min(perFile, count - index * perFile) }, (__, number) => {
      const begun = free[worker]
      const took = 20 + Math.round(random() ** 3 * 400)
      free[worker] += took + 2
      return {
        id: `${index}_${number}`,
        name: `${['adds', 'finds', 'refuses', 'counts', 'ships'][number % 5]} what was ordered ${number + 1}`,
        file,
        startedAt: begun,
        endedAt: begun + took,
        state: random() < 0.01 ? 'failed' : 'passed',
      }
    })
  })
  return files.flat().toSorted((one, other) => one.startedAt - other.startedAt)
}

function makeShared(name, index, { tests, endedAt }) {
  const id = String(index + 1)
  const launchedAt = startedAt + 20 + index * 320
  const readyAt = launchedAt + 280
  const ofFiles = [...groupByFile(tests)]
  const leases = ofFiles.map(([file, all]) => ({
    holder: 'client',
    file,
    worker: '1',
    from: all[0].startedAt,
    to: all.at(-1).endedAt,
  }))
  return {
    id,
    name,
    scope: 'run',
    command: `${name} --port ${20_000 + index}`,
    cwd: '/shop',
    address: `127.0.0.1:${20_000 + index}`,
    openedAt: startedAt + 5,
    starts: [{ launchedAt, pid: 4000 + index, firstOutputAt: launchedAt + 90, readyAt }],
    leases: [{ holder: 'run', from: startedAt + 5, to: endedAt - 60 }, ...leases],
    resets: ofFiles.slice(0, 40).map(([, all]) => ({
      from: all.at(-1).endedAt,
      to: all.at(-1).endedAt + 6,
    })),
    crashes: [],
    stopBegunAt: endedAt - 60,
    goneAt: endedAt - 10,
    dependencies: index === 0 ? [] : ['1'],
    declaration: { executor: 'tcp', command: [name, '--port', '{port}'], env: { PGPASSWORD: '…' } },
    lines: makeLines(launchedAt, 40, name),
    droppedLines: 0,
    logFile: `/shop/node_modules/.mirakuru/supervisor-1-1/${id}-${name}.log`,
  }
}

function groupByFile(tests) {
  const files = new Map()
  for (const test of tests) files.set(test.file, [...(files.get(test.file) ?? []), test])
  return files
}

function makeOwn(test, { id, random, isCrashed }) {
  const isSpare = Number(id) % 3 === 0
  const openedAt = test.startedAt - (isSpare ? 260 : 0)
  const launchedAt = openedAt + 3
  const readyAt = launchedAt + 30 + Math.round(random() * 60)
  const diedAt = Math.max(readyAt + 5, test.endedAt - 15)
  const stopBegunAt = Math.max(test.endedAt, readyAt + 8)
  const goneAt = stopBegunAt + 8 + Math.round(random() * 30)
  const spare = { holder: 'spare', from: openedAt, to: test.startedAt }
  const own = { holder: 'client', file: test.file, test: `${test.id} 0 0`, worker: '2' }
  const message = `"mail" was killed unexpectedly by SIGKILL\n  scope test, pid ${5000 + Number(id)}\n  command: node smtp.js`
  return {
    id,
    name: 'mail',
    scope: 'test',
    command: `node smtp.js ${21_000 + Number(id)}`,
    cwd: '/shop',
    address: `127.0.0.1:${21_000 + Number(id)}`,
    openedAt,
    starts: [
      {
        launchedAt,
        pid: 5000 + Number(id),
        firstOutputAt: launchedAt + 12,
        readyAt,
        endedAt: isCrashed ? diedAt : goneAt,
        exit: { code: null, signal: isCrashed ? 'SIGKILL' : 'SIGTERM', forced: false },
      },
    ],
    leases: [...(isSpare ? [spare] : []), { ...own, from: test.startedAt, to: stopBegunAt }],
    resets: [],
    crashes: isCrashed ? [{ at: diedAt, message }] : [],
    ...(isSpare ? { handedOverAt: test.startedAt } : {}),
    stopBegunAt,
    goneAt,
    dependencies: [],
    declaration: { executor: 'tcp', command: ['node', 'smtp.js', '{port}'] },
    lines: makeLines(launchedAt + 12, 6, `mail ${id}`),
    droppedLines: 0,
  }
}

function makeLines(from, count, name) {
  return Array.from({ length: count }, (_, index) => ({
    at: from + index * 9,
    stream: index % 7 === 6 ? 'stderr' : 'stdout',
    text:
      index === 0 ? `${name} is loading its configuration` : `${name} answered request ${index}`,
  }))
}

/** mulberry32 */
function makeRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
