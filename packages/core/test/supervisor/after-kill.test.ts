import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { outputExecutor } from '../../src/declaration.js'
import { eventually } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'
import { identityOf, lives } from '../support/processes.js'
import { runScript, type Script } from '../support/script.js'
import { declareHold, DoomedRun } from './doomed-run.js'

/** Refuses to start while another one lives, as a database does in its folder, and does not obey when it is stopped. */
const jealous = `
if [ -e "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; then echo another one is running; exit 1; fi
trap '' TERM
echo $$ >"$1"
echo ready $$
while :; do sleep 1000; done`

/** The log of a run's supervisor. */
function readLog({ identity: { pid, startTime } }: Script): string {
  const name = `supervisor-${pid}-${startTime}.log`
  const file = fileURLToPath(new URL(`../../node_modules/.mirakuru/${name}`, import.meta.url))
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

test.each(['runner', 'runner and supervisor'] as const)(
  'A run waits for what an earlier one has left that was killed: %s',
  async (who) => {
    const folder = await makeFolder()
    const script = join(folder, 'jealous.sh')
    await writeFile(script, jealous)
    const db = outputExecutor(['sh', script, join(folder, 'pid')], {
      banner: 'ready (?<pid>\\d+)',
      scope: 'run',
    })
    const source = `
      ${declareHold('root')}
      const db = await hold('db', ${JSON.stringify({ db })}).start().catch(sayWhy)
      console.log('pid ' + db?.captures.pid)`
    const first = await DoomedRun.start(source)
    const [, pid] = await first.script.says(/^pid (\d+)$/m)
    const left = identityOf(Number(pid))
    first.note()
    const supervisor = identityOf(first.supervisor.pid)
    process.kill(supervisor.pid, 'SIGSTOP')
    first.script.kill('SIGKILL')
    await first.script.ended
    const second = await runScript(source)
    const log = (): string => readLog(second) + second.output()
    await eventually({ what: 'the wait' }, log, (text) =>
      text.includes(' waits for the processes of '),
    )
    process.kill(supervisor.pid, who === 'runner' ? 'SIGCONT' : 'SIGKILL')
    await second.says(/^pid \d+$/m, 40_000)
    expect(lives(left)).toBe(false)
    second.kill('SIGTERM')
    await second.ended
    await first.expectNothingLeft(who === 'runner' ? undefined : 'mirakuru-run-')
  },
  90_000,
)
