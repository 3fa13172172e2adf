import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { eventually } from '../support/deadline.js'
import { fixture, makeSharedFolder } from '../support/fixtures.js'
import { expectDeath, identityOf } from '../support/processes.js'
import { runScript, unprivileged } from '../support/script.js'
import { declareHold } from './doomed-run.js'

test.runIf(process.getuid?.() === 0)(
  'A process whose folder cannot be removed ends without an error, and what it depends on ends with it',
  async () => {
    const processes = {
      db: simpleExecutor(fixture('lives')),
      api: simpleExecutor(fixture('lives', '{db.name}'), { env: { SCRATCH: '{tmp}' } }),
    }
    const script = await runScript(
      `${declareHold('root')}
       const processes = ${JSON.stringify(processes)}
       const db = await hold('db', processes).start()
       const api = await hold('api', processes).start()
       console.log('log ' + await client.connect())
       await db.release()
       console.log('holds ' + db.pid + ' ' + api.tmp)`,
      { ...unprivileged, env: { TMPDIR: await makeSharedFolder() } },
    )
    const [, log = ''] = await script.says(/^log (.+)$/m)
    const [, pid, tmp = ''] = await script.says(/^holds (\d+) (.+)$/m)
    const db = identityOf(Number(pid))
    await mkdir(join(tmp, 'theirs'))
    await writeFile(join(tmp, 'theirs/file'), '')
    script.kill('SIGUSR2')
    await script.says(/^released$/m)
    await expectDeath(db, 8_000)
    expect(await readFile(log, 'utf8')).toMatch(/api.*: its folder is left: EACCES.*theirs/)
    script.kill('SIGTERM')
    await eventually({ what: 'the end of the supervisor' }, () => script.listFamily().length === 0)
  },
)
