import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { containerExecutor } from '../../src/declaration.js'
import { ContainerExecutor, createExecutor } from '../../src/executors/index.js'
import { makeContainer } from '../support/containers.js'
import { rejectionOf } from '../support/deadline.js'
import type { TestEngine } from '../support/engines.js'
import { makeFolder } from '../support/fixtures.js'

/** What holds of images that are built, and of what goes wrong. */
export function describeFailures(docker: { readonly engine: TestEngine }): void {
  test('an image is built once for all containers', async () => {
    const folder = await makeFolder()
    mkdirSync(join(folder, 'context'))
    writeFileSync(
      join(folder, 'context/Custom'),
      `FROM ${docker.engine.prefix}tools AS first\nARG WORD\nENV SAID=$WORD\nCMD ["sh", "-c", "echo $SAID; exec sleep 1000"]\nFROM first\nCMD ["false"]\n`,
    )
    const options = {
      cwd: folder,
      build: { context: 'context', dockerfile: 'Custom', target: 'first', args: { WORD: 'built' } },
      banner: '^built$',
    }
    const executors = [1, 2].map(() => new ContainerExecutor(options))
    for (const each of executors) await each.start()
    const images = docker.engine.run('images', '--format', '{{.Repository}}')
    expect(images.match(/mirakuru_/g)).toHaveLength(1)
    for (const each of executors) await each.kill()
  })

  test('an image is built for each start where that is another one when files have changed', async () => {
    const folder = await makeFolder()
    const write = (word: string): void => writeFileSync(join(folder, 'word'), `${word}\n`)
    writeFileSync(
      join(folder, 'Dockerfile'),
      `FROM ${docker.engine.prefix}tools\nCOPY word /word\nCMD ["sh", "-c", "cat /word; exec sleep 1000"]\n`,
    )
    write('one')
    const options = {
      cwd: folder,
      build: { context: '.' },
      banner: /^(?<word>one|other)$/m,
      stopSignal: 'SIGKILL',
    } as const
    const declared = containerExecutor({ ...options, scope: 'run', restartOn: ['word'] })
    const executor = createExecutor(declared)
    await executor.start()
    expect(executor.captures).toEqual({ word: 'one' })
    write('other')
    await executor.restart()
    expect(executor.captures).toEqual({ word: 'other' })
    await executor.kill()
  })

  test('a build that fails shows its output', async () => {
    const folder = await makeFolder()
    writeFileSync(
      join(folder, 'Dockerfile'),
      `FROM ${docker.engine.prefix}tools\nCOPY missing /there\n`,
    )
    const executor = new ContainerExecutor({ cwd: folder, build: { context: '.' } })
    expect((await rejectionOf(executor.start())).message).toMatch(/Cannot start[^]*missing/)
  })

  test('an image that is not there is named, with what to do', async () => {
    const missing = makeContainer('nosuch/image:1', { pull: 'never' })
    const { message } = await rejectionOf(missing.start())
    expect(message).toMatch(/Cannot start "image": \w+ refused: .*nosuch\/image:1/)
    expect(message).toMatch(/hint: is the name of the image right.* pull nosuch\/image:1/)
  })

  test('a program that is not in the image is named', async () => {
    const missing = makeContainer('tools', { args: 'no-such-program' })
    const { message } = await rejectionOf(missing.start())
    expect(message).toMatch(/refused: .*no-such-program/)
    expect(message).toMatch(/hint: check "args"/)
    expect(docker.engine.list()).toEqual([])
  })

  test('a name that is taken is explained', async () => {
    const first = makeContainer('tools', {})
    await first.start()
    const second = makeContainer('tools', { runArgs: ['--name', first.id ?? ''] })
    expect((await rejectionOf(second.start())).message).toMatch(/in use[^]*leave "--name" out/)
    expect(first.running()).toBe(true)
  })
}

/** What goes wrong with the engine itself. */
export function describeEngineFaults(): void {
  test('an engine that is missing, or not there, is named', async () => {
    const none = makeContainer('tools', { engine: 'no-such-engine' })
    expect((await rejectionOf(none.start())).message).toMatch(/"no-such-engine" was not found/)
    const deaf = makeContainer('tools', { engine: 'docker -H unix:///no/such/socket' })
    const { message } = await rejectionOf(deaf.start())
    expect(message).toMatch(/refused: Cannot connect to the Docker daemon at unix:\/\/\/no\/such/)
    expect(message).toMatch(/hint: start the/)
  })

  test('what a container stands in for is named when the engine fails', async () => {
    const hint = /hint: an image is used because there is no redis-server: install it/
    const options = { insteadOf: 'there is no redis-server: install it' }
    const deaf = makeContainer('tools', { ...options, engine: 'docker -H unix:///no/such/socket' })
    expect((await rejectionOf(deaf.start())).message).toMatch(hint)
    const missing = makeContainer('nosuch/image:1', { ...options, pull: 'never' })
    expect((await rejectionOf(missing.start())).message).toMatch(hint)
  })

  test('an engine that does not answer ends at the limit of the start', async () => {
    const program = join(await makeFolder(), 'docker')
    writeFileSync(program, '#!/bin/sh\n[ "$1" = rm ] || exec sleep 1000\n')
    chmodSync(program, 0o755)
    const options = { startTimeout: 300, insteadOf: 'there is none' }
    const hanging = makeContainer('tools', { engine: program, ...options })
    expect((await rejectionOf(hanging.start())).message).toMatch(
      /its container was not started within 300 ms[^]*hint: an image is used because there is none/,
    )
  })

  test.each([
    ['permission denied while trying to connect to the Docker daemon socket', /its group/],
    ['write /var/lib/docker/tmp/x: no space left on device', /make room: docker system prune/],
  ])('%s is explained', async (said, advice) => {
    const program = join(await makeFolder(), 'docker')
    writeFileSync(
      program,
      `#!/bin/sh\n[ "$1" = rm ] && exit\necho "docker: ${said}" >&2\nexit 125\n`,
    )
    chmodSync(program, 0o755)
    const refused = makeContainer('tools', { engine: program })
    const { message } = await rejectionOf(refused.start())
    expect(message).toMatch(advice)
    expect(message).toContain(said)
  })
}
