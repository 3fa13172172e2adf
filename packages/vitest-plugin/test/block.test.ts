import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { expectDeaths, expectGone } from '../../core/test/support/deaths.js'
import { findByEnvironment, identityOf } from '../../core/test/support/processes.js'
import { eventually } from '../../core/test/support/deadline.js'
import { runVitest, startVitest } from './support/run-vitest.js'
import type { RunningRun } from '../../core/test/support/run.js'

const versions = Object.keys(inject('installations'))

describe.each(versions)('the block of the plugin, Vitest %s', (version) => {
  test('is started once for several projects', async () => {
    const run = await runVitest({ project: 'workspace', version })
    expect(run.exitCode, run.output).toBe(0)
    expect(run.notes.filter((line) => line.startsWith('api started'))).toHaveLength(1)
    const pids = run.notes
      .filter((line) => line.includes(' uses '))
      .map((line) => line.split(' ')[2])
    expect(pids).toHaveLength(2)
    expect(new Set(pids).size).toBe(1)
    for (const name of ['own', 'inline', 'contained'])
      expect(run.notes.filter((line) => line.startsWith(`${name} started`))).toHaveLength(1)
  })

  test('is not started for the tests of projects that have another', async () => {
    const run = await runVitest({ project: 'workspace', version, file: 'three' })
    expect(run.exitCode, run.output).toBe(0)
    expect(run.notes.map((line) => line.split(' ')[0])).toEqual(['own', 'own'])
  })

  test('is not started when no test file is found', async () => {
    const run = await runVitest({ project: 'scopes', version, file: 'no-such-file' })
    expect(run.notes).toEqual([])
  })

  test('that does not start fails the run before any test, and leaves nothing', async () => {
    const run = await runVitest({
      project: 'broken',
      version,
      file: 'uses',
      env: { BLOCK: 'exits' },
    })
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('Cannot start "broken": it exited with code 3 before answering')
    expect(run.output).toContain('no database')
    expect(run.output).not.toContain('No test files found')
    expect(run.output.split('Cannot start "broken"')).toHaveLength(2)
    const [, pid] = /started (\d+)/.exec(run.notes.join('\n')) ?? []
    await expectGone([Number(pid)])
  })

  test('with declarations from the entry for tests says which one is for configurations', async () => {
    const run = await runVitest({ project: 'misplaced', version })
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain(
      '"@mirakuru/vitest-plugin" is for test files: in vitest.config, import from "@mirakuru/vitest-plugin/config"',
    )
  })

  test('that is wrong is refused with everything that is wrong with it', async () => {
    const run = await runVitest({
      project: 'broken',
      version,
      file: 'uses',
      env: { BLOCK: 'invalid' },
    })
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('did you mean "db"?')
    expect(run.output).toContain('did you mean {db.port}?')
    expect(run.output).toContain('depends on itself: one → two → one')
    expect(run.output).toContain('three: has scope "run", but depends on "db" of scope "file"')
    expect(run.notes).toEqual([])
  })

  test('whose options are misspelt is refused where it is configured', async () => {
    const env = { BLOCK: 'crashes', OPTIONS: '{ "envs": {}, "report": true, "colour": 1 }' }
    const run = await runVitest({ project: 'broken', version, file: 'uses', env })
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(
      /Invalid options of mirakuru\(\):\n {2}- envs: unknown option; did you mean "env"\?\n {2}- colour: unknown option; known: processes, env, silent, logLevel, report\n[^]*vitest\.config\.ts/,
    )
    expect(run.notes).toEqual([])
  })

  test('a process of it that crashed fails the run at its end', async () => {
    const run = await runVitest({
      project: 'broken',
      version,
      file: 'uses',
      env: { BLOCK: 'crashes' },
    })
    expect(run.output).toContain('"api" exited unexpectedly with code 5')
    expect(run.exitCode).toBe(1)
  })

  test('a process of it that crashes unused fails the run, which tells so in the words of a test', async () => {
    const env = { BLOCK: 'crashes' }
    const run = await runVitest({ project: 'broken', version, file: 'nobody-uses', env })
    expect(run.test('ends what no test uses, and sees it gone').status).toBe('passed')
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(
      /^mirakuru: 1 process started, .*, 1 crashed, which fails the run\n\nmirakuru: "api" exited unexpectedly with code 5\n {2}scope run, [^]*\n {2}see \S+#err_process_crashed\n$/m,
    )
    expect(run.output).not.toContain('error during close')
  })

  test('a process of it that may crash ignores the crash of what it refers to as well', async () => {
    const env = { BLOCK: 'ignored' }
    const run = await runVitest({ project: 'broken', version, file: 'careless', env })
    expect(run.test('ignores a crash of what it refers to').message).toBe('')
    expect(run.test('ignores a crash of what it refers to').status).toBe('passed')
  })

  test('that does not start in watch mode is started anew when the configuration has changed', async () => {
    const project = join(inject('installations')[version]?.folder ?? '', 'projects/watch')
    writeFileSync(join(project, 'version'), 'broken')
    const vitest = startVitest({ project: 'watch', version, mode: 'watch' })
    await eventually({ what: 'the failure' }, vitest.output, (text) =>
      text.includes('No test was run, because of the error above'),
    )
    writeFileSync(join(project, 'version'), '1')
    appendFileSync(join(project, 'vitest.config.ts'), '\n')
    const [, told, held] = await vitest.noted('a run', (notes) =>
      notes.map((line) => /^told of (.+), has (\d+)$/.exec(line)).find((match) => match !== null),
    )
    expect(told).toBe(held)
    process.kill(vitest.runner.pid, 'SIGINT')
    await vitest.ended
  })

  test('that does not start in watch mode is tried again by the next run', async () => {
    const project = join(inject('installations')[version]?.folder ?? '', 'projects/watch')
    writeFileSync(join(project, 'version'), 'unready')
    const vitest = startVitest({ project: 'watch', version, mode: 'watch' })
    await eventually({ what: 'the failure' }, vitest.output, (text) =>
      text.includes('No test was run, because of the error above'),
    )
    writeFileSync(join(project, 'works'), '')
    appendFileSync(join(project, 'watched.project.ts'), '\n')
    const [, made, held] = await vitest.noted('a run', (notes) =>
      notes.map((line) => /^told of (.+), has (\d+)$/.exec(line)).find((match) => match !== null),
    )
    expect(made).toBe(held)
    const started = identityOf(Number(held))
    process.kill(vitest.runner.pid, 'SIGINT')
    await vitest.ended
    await expectDeaths([started])
    rmSync(join(project, 'works'))
    writeFileSync(join(project, 'version'), '1')
  })

  test('lives across reruns of watch mode; a change of the configuration or of its files restarts what it changes', async () => {
    const project = join(inject('installations')[version]?.folder ?? '', 'projects/watch')
    const vitest = startVitest({ project: 'watch', version, mode: 'watch' })
    const nextRun = (count: number): Promise<string[]> => readRun(vitest, count)
    const [steady, changing, made, ...told] = await nextRun(1)
    expect(told).toEqual([made, made])
    await waitForPrompt(vitest.output, 1)
    appendFileSync(join(project, 'watched.project.ts'), '\n')
    expect(await nextRun(2)).toEqual([steady, changing, made, made, made])
    await waitForPrompt(vitest.output, 2)
    const before = identityOf(Number(changing))
    writeFileSync(join(project, 'version'), '2')
    appendFileSync(join(project, 'vitest.config.ts'), '\n')
    const [sameSteady, changed] = await nextRun(3)
    expect(sameSteady).toBe(steady)
    expect(changed).not.toBe(changing)
    await expectDeaths([before])
    await waitForPrompt(vitest.output, 3)
    // No test imports it.
    writeFileSync(join(project, 'sources/server.json'), '[]')
    const [stillSteady, stillChanged, madeAnew, ...toldAnew] = await nextRun(4)
    expect([stillSteady, stillChanged]).toEqual([steady, changed])
    expect(madeAnew).not.toBe(made)
    expect(toldAnew).toEqual([madeAnew, madeAnew])
    const family = [steady, changed, madeAnew].map((pid) => identityOf(Number(pid)))
    process.kill(vitest.runner.pid, 'SIGINT')
    await vitest.ended
    await expectDeaths(family)
  })

  test('of one project among others lives and is restarted as that of all', async () => {
    const folder = join(inject('installations')[version]?.folder ?? '', 'projects/packages')
    const vitest = startVitest({ project: 'packages', version, mode: 'watch' })
    const [steady, made] = await readRun(vitest, 1)
    await waitForPrompt(vitest.output, 1)
    appendFileSync(join(folder, 'integration/vitest.config.ts'), '\n')
    expect(await readRun(vitest, 2)).toEqual([steady, made, made])
    const seen = new Set([made])
    for (const [index, source] of ['integration/sources', '../elsewhere'].entries()) {
      await waitForPrompt(vitest.output, index + 2)
      writeFileSync(join(folder, source, 'server.json'), '[]')
      const [stillSteady, madeAnew, told] = await readRun(vitest, index + 3)
      expect(stillSteady).toBe(steady)
      expect(seen).not.toContain(madeAnew)
      expect(told).toBe(madeAnew)
      seen.add(madeAnew)
    }
    process.kill(vitest.runner.pid, 'SIGINT')
    await vitest.ended
  })
})

/** Waits for a run of watch mode, and reads what its test has noted. */
function readRun(vitest: RunningRun, count: number): Promise<string[]> {
  return vitest.noted(`run ${count}`, (notes) => {
    const runs = notes.filter((line) => line.startsWith('run '))
    return runs[count - 1]?.split(' ').slice(1)
  })
}

async function waitForPrompt(output: () => string, count: number): Promise<void> {
  await eventually(
    { what: 'Vitest to wait for changes', within: 20_000 },
    output,
    (text) => text.split('Waiting for file changes').length > count,
  )
}

test('findByEnvironment() sees this process', () => {
  const found = findByEnvironment((variable) => variable === `PATH=${process.env['PATH']}`)
  expect(found.map(({ pid }) => pid)).toContain(process.pid)
})
