import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor } from '../../src/index.js'
import { makeFolder } from '../support/fixtures.js'
import { runScript } from '../support/script.js'
import { listOurs, use } from '../support/use.js'
import { listLeft, waitForEver } from './owners.js'

/** Writes down that it was asked to end, takes its time, and writes down that it has tidied up. */
const tidies =
  'trap "echo asked >>$0; sleep 0.2; echo tidied >>$0; exit 0" TERM; echo ready; while :; do sleep 0.02; done'
const wrappers = {
  'a shell that does not wait': (report: string) => ['sh', '-c', `sh -c '${tidies}' ${report}; :`],
  'setsid, which puts it into a session of its own': (report: string) => [
    'sh',
    '-c',
    `setsid sh -c '${tidies}' ${report} & wait`,
  ],
  'node --run and npm start, which run a shell': (report: string) => [
    process.execPath,
    '-e',
    `require('child_process').spawn('sh', ['-c', ${JSON.stringify(tidies)}, ${JSON.stringify(report)}], { stdio: 'inherit' })`,
  ],
}

describe.each(Object.entries(wrappers))(
  'A server whose leader dies of the stop signal, %s,',
  (_, wrap) => {
    test('gets that signal once, and has its time', async () => {
      const report = join(await makeFolder(), 'report')
      const executor = use(new SimpleExecutor(wrap(report)))
      await executor.start()
      await executor.waitForOutput('ready')
      await executor.stop()
      expect(executor.exit).toMatchObject({ signal: 'SIGTERM', forced: false })
      expect(await readFile(report, 'utf8')).toBe('asked\ntidied\n')
      expect(listOurs()).toEqual([])
    })

    test.each(['SIGINT', 'SIGTERM'] as const)(
      'has its time when its script dies of %s',
      async (signal) => {
        const report = join(await makeFolder(), 'report')
        const script = await runScript(`
          const executor = await new SimpleExecutor(${JSON.stringify(wrap(report))}).start()
          await executor.waitForOutput('ready')
          console.log('started')
          ${waitForEver}`)
        await script.says(/^started$/m)
        script.kill(signal)
        expect(await script.ended).toEqual({ code: null, signal })
        expect(await readFile(report, 'utf8')).toBe('asked\ntidied\n')
        expect(listLeft(script)).toEqual([])
      },
    )
  },
)
