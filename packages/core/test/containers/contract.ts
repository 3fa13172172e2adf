import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identify } from '../../src/process/identity.js'
import { ask, listCommands, makeContainer } from '../support/containers.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import type { TestEngine } from '../support/engines.js'
import { makeFolder } from '../support/fixtures.js'

/** A server in a container, of the programs of busybox. */
const server = `sh -c 'echo started; while true; do echo hello | nc -l -p 80; done'`

/** What holds of a container, whatever the engine is. */
export function describeContainers(
  docker: { readonly engine: TestEngine },
  { isRemote = false }: { readonly isRemote?: boolean } = {},
): void {
  test('start() resolves when the server in the container answers', async () => {
    const redis = makeContainer('redis', { port: 6379, url: 'redis://{host}:{port}' })
    await redis.start()
    expect(await ask(redis.port, 'PING', docker.engine.host)).toBe('+PONG')
    expect(redis.url).toBe(`redis://${docker.engine.host}:${redis.port}`)
    expect(redis.running()).toBe(true)
    expect(docker.engine.list()).toEqual([redis.id])
    await redis.stop()
    expect(redis.exit).toEqual({ code: 0, signal: null, forced: false })
    expect(redis.log()).toContain('Ready to accept connections')
    expect(docker.engine.list()).toEqual([])
  })

  test('does not take the proxy of the engine for the server', async () => {
    const late = makeContainer('redis', {
      port: 6379,
      args: ['sh', '-c', 'sleep 1; echo listens; exec redis-server --protected-mode no'],
    })
    await late.start()
    expect(late.output()).toContain('listens')
    expect(await ask(late.port, 'PING', docker.engine.host)).toBe('+PONG')
  })

  test('explains a server that listens where the published port does not lead', async () => {
    const lonely = makeContainer('redis', {
      port: 6379,
      args: 'redis-server --bind 127.0.0.1',
      startTimeout: 2_500,
    })
    // What listens in a container is seen on this machine only.
    const reason = isRemote ? /accepts and closes at once/ : /loopback address of the container/
    expect((await rejectionOf(lonely.start())).message).toMatch(reason)
    expect(docker.engine.list()).toEqual([])
  })

  test('separates standard output and standard error', async () => {
    const both = makeContainer('tools', {
      args: ['sh', '-c', 'echo out; echo err >&2; sleep 1000'],
      banner: '^err$',
    })
    await both.start()
    const read = (): string[] => [both.output(), both.errOutput()]
    // A line that has stayed the same for a moment matches before its end has arrived.
    const [output = '', errOutput = ''] = await eventually({ what: 'both lines' }, read, (lines) =>
      lines.every((line) => line.endsWith('\n')),
    )
    expect(output).toBe('out\n')
    // The command of the engine may warn before: "IPv4 forwarding is disabled".
    expect(errOutput.split('\n').slice(-2)).toEqual(['err', ''])
    expect(errOutput).not.toMatch(/^out$/m)
  })

  test('tells the exit code of a container that ends', async () => {
    const short = makeContainer('tools', { args: ['sh', '-c', 'sleep 0.3; exit 3'] })
    await short.start().catch(() => undefined)
    await eventually(
      { what: 'the end of the container' },
      () => short.exit,
      (exit) => exit !== undefined,
    )
    expect(short.exit).toEqual({ code: 3, signal: null, forced: false })
    expect((await rejectionOf(short.stop())).message).toMatch(/code 3/)
    expect(docker.engine.list()).toEqual([])
  })

  test('is done when it exits, with oneShot', async () => {
    const migration = makeContainer('tools', { args: 'echo done', oneShot: true })
    await migration.start()
    expect(migration.output()).toBe('done\n')
    await migration.stop()
    expect(docker.engine.list()).toEqual([])
    const failing = makeContainer('tools', { args: 'false', oneShot: true })
    expect((await rejectionOf(failing.start())).message).toMatch(/exited with code 1/)
  })

  test('tells that memory ran out', async () => {
    const greedy = makeContainer('tools', {
      args: ['sh', '-c', 'echo begins; exec tail /dev/zero'],
      memory: '16m',
      banner: 'begins',
    })
    await greedy.start().catch(() => undefined)
    await eventually(
      { what: 'the end of the container' },
      () => greedy.exit,
      (exit) => exit !== undefined,
    )
    if (docker.engine.tellsOfMemory) expect(greedy.log()).toContain('OOMKilled')
    expect(greedy.exit?.code).toBe(137)
  })

  test('passes options on to the engine', async () => {
    const folder = await makeFolder()
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data/seen'), 'mounted')
    writeFileSync(join(folder, 'copied'), 'copied')
    const all = makeContainer('tools', {
      cwd: folder,
      entrypoint: ['sh', '-c'],
      args: [
        'id -u; pwd; cat /mounted/seen /etc/app/one /etc/two; env; echo ready; exec sleep 1000',
      ],
      env: { GREETING: 'hello {name}', PATH: '/bin', REMOVED: undefined },
      name: 'all',
      user: '1000:1000',
      workdir: '/tmp',
      mounts: './data:/mounted:ro',
      tmpfs: '/scratch',
      files: {
        '/etc/app/one': './copied',
        '/tmp/three': { content: 'three' },
        '/etc/two': { content: ' two of {name}\n', mode: 0o444 },
      },
      cpus: 0.5,
      pull: 'never',
      runArgs: '--hostname chosen',
      banner: '^ready$',
    })
    await all.start()
    expect(all.output()).toMatch(/^1000\n\/tmp\nmountedcopied two of all\n/)
    expect(all.output()).toContain('GREETING=hello all\n')
    expect(all.output()).not.toContain('MIRAKURU')
    expect(all.output()).toContain('HOSTNAME=chosen\n')
    expect((await all.exec('touch /etc/three')).code).not.toBe(0)
    expect(
      await all.exec(['sh', '-c', 'echo in; echo $A >&2; exit 4'], { env: { A: 'b' } }),
    ).toEqual({ code: 4, stdout: 'in\n', stderr: 'b\n' })
    const modes = await all.exec(['stat', '-c', '%a %U', '/etc/two', '/etc/app/one', '/tmp'])
    expect(modes.stdout).toBe('444 root\n644 root\n1777 root\n')
  })

  test('stops with the signal of its image, or its own', async () => {
    const script = `trap "echo quit; exit" QUIT; trap "echo term; exit" TERM; echo ready; while true; do sleep 0.1; done`
    docker.engine.build('quits', 'FROM tools\nSTOPSIGNAL SIGQUIT')
    const own = makeContainer('quits', { args: ['sh', '-c', script], banner: 'ready' })
    await own.start()
    await own.stop()
    expect(own.output()).toContain('quit')
    const chosen = makeContainer('quits', {
      args: ['sh', '-c', script],
      banner: 'ready',
      stopSignal: 'SIGTERM',
    })
    await chosen.start()
    await chosen.stop()
    expect(chosen.output()).toContain('term')
  })

  test('stops at once with SIGKILL', async () => {
    const redis = makeContainer('redis', { port: 6379, stopSignal: 'SIGKILL', stopTimeout: 60_000 })
    await redis.start()
    await redis.stop()
    expect(redis.exit).toEqual({ code: 137, signal: null, forced: false })
    expect(docker.engine.list()).toEqual([])
  })

  test('kills a container that does not obey', async () => {
    const stubborn = makeContainer('tools', {
      args: ['sh', '-c', 'trap "" TERM; echo ready; while true; do sleep 1; done'],
      banner: 'ready',
      stopTimeout: 200,
    })
    await stubborn.start()
    await stubborn.stop()
    expect(stubborn.exit).toEqual({ code: null, signal: 'SIGKILL', forced: true })
    expect(docker.engine.list()).toEqual([])
  })

  test('is suspended with all of its processes', async () => {
    const redis = makeContainer('redis', { port: 6379 })
    await redis.start()
    await redis.pause()
    expect(docker.engine.run('inspect', '--format', '{{.State.Paused}}', redis.id ?? '')).toBe(
      'true\n',
    )
    await redis.resume()
    expect(await ask(redis.port, 'PING', docker.engine.host)).toBe('+PONG')
    await redis.pause()
    await redis.stop()
    expect(docker.engine.list()).toEqual([])
  })

  test('keeps its port and its name across a restart', async () => {
    const redis = makeContainer('redis', { port: 6379 })
    await redis.start()
    const { port, id, pid } = redis
    await redis.stopped(() => expect(docker.engine.list()).toEqual([]))
    expect([redis.port, redis.id]).toEqual([port, id])
    if (!isRemote) expect(redis.pid).not.toBe(pid)
    expect(await ask(port, 'PING', docker.engine.host)).toBe('+PONG')
  })

  test('waits for the healthcheck of its image', async () => {
    docker.engine.build(
      'healthy',
      `FROM tools\nHEALTHCHECK CMD cat /tmp/well\nCMD ["sh", "-c", "sleep 0.5; touch /tmp/well; sleep 1000"]`,
    )
    const healthy = makeContainer('healthy')
    await healthy.start()
    expect((await healthy.exec('cat /tmp/well')).code).toBe(0)
    const unwell = makeContainer('healthy', { healthcheck: 'cat /tmp/ill', startTimeout: 2_500 })
    expect((await rejectionOf(unwell.start())).message).toMatch(/healthcheck \(cat \/tmp\/ill\)/)
  })

  test('is ready when its URL is answered with a status that counts', async () => {
    const answer = 'HTTP/1.0 404 None\\r\\n\\r\\n'
    const loop = `while true; do printf '${answer}' | nc -l -p 80; done`
    const args = ['sh', '-c', loop]
    const url = 'http://{host}:{port}/'
    const lost = makeContainer('tools', { port: 80, url, status: '4\\d\\d', args })
    await lost.start()
    expect(lost.running()).toBe(true)
  })

  test('publishes further ports, and runs as what its banner says', async () => {
    const two = makeContainer('tools', {
      args: ['sh', '-c', `echo version 7; ${server}`],
      ports: { web: 80 },
      banner: 'version (?<version>\\d)',
    })
    await two.start()
    expect(two.captures).toEqual({ version: '7' })
    expect(two.port).toBeUndefined()
    await eventually(
      { what: 'an answer' },
      () => ask(two.ports['web'], '', docker.engine.host).catch(() => ''),
      (answer) => answer === 'hello',
    )
  })

  test('survives the end of the command that is attached to it', async () => {
    const talker = makeContainer('tools', {
      args: ['sh', '-c', 'i=0; while true; do i=$((i+1)); echo line $i; sleep 0.05; done'],
      banner: 'line 3',
    })
    await talker.start()
    const [command] = listCommands(talker.id ?? '')
    process.kill(command?.pid ?? 0, 'SIGKILL')
    await eventually(
      { what: 'another command' },
      () => listCommands(talker.id ?? ''),
      (found) => found.length === 1 && found[0]?.pid !== command?.pid,
    )
    const seen = Number(/(\d+)\n?$/.exec(talker.output())?.[1])
    await talker.waitForOutput(`line ${seen + 10}\n`)
    expect(talker.running()).toBe(true)
    await talker.exec('kill -9 1').catch(() => undefined)
    docker.engine.run('kill', talker.id ?? '')
    await eventually(
      { what: 'the end' },
      () => talker.exit,
      (exit) => exit !== undefined,
    )
    expect(talker.exit).toEqual({ code: 137, signal: null, forced: false })
    await talker.kill()
    expect(docker.engine.list()).toEqual([])
  })

  test('has the pid of its first process, if that is on this machine', async () => {
    const redis = makeContainer('redis', { port: 6379 })
    await redis.start()
    if (isRemote) return expect(redis.pid).toBeUndefined()
    expect(readFileSync(`/proc/${redis.pid}/cmdline`, 'utf8')).toContain('redis-server')
    expect(identify(redis.pid ?? 0)).toBeDefined()
  })

  test('an aborted start leaves nothing', async () => {
    const never = makeContainer('tools', { port: 80 })
    const abort = new AbortController()
    const started = never.start({ signal: abort.signal })
    await eventually(
      { what: 'the container' },
      () => docker.engine.list(),
      (names) => names.length === 1,
    )
    abort.abort(new Error('no more'))
    expect((await rejectionOf(started)).message).toBe('no more')
    expect(docker.engine.list()).toEqual([])
  })
}
