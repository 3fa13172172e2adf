import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TcpExecutor } from '../../src/index.js'
import { describeWatcher } from '../../src/lifecycle/watcher.js'
import { rejectionOf } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'
import { use } from '../support/use.js'

test('A start that waits for what runs under a watcher says so', async () => {
  const program = join(await makeFolder(), 'fails.mjs')
  await writeFile(program, 'throw new Error("no database")')
  const command = [process.execPath, '--watch', program, '{port}']
  const error = await rejectionOf(use(new TcpExecutor(command, { startTimeout: 500 })).start())
  expect(error.message).toMatch(
    /hint: node --watch is a watcher, which keeps running when its server has ended.*: run the server itself$/m,
  )
})

describe('describeWatcher()', () => {
  test.each([
    ['nodemon server.js', ''],
    ['node_modules/.bin/tsx watch src/api.ts', ''],
    ['node --watch-path=src --inspect server.js', ''],
    ['npm run dev', '[nodemon] app crashed - waiting for file changes before starting...'],
    ['npm start', "(node:12) ExperimentalWarning\nFailed running 'server.mjs'\n"],
  ])('knows %s', (command, output) => {
    expect(describeWatcher(command, output)).toHaveLength(1)
  })

  test.each([
    ['node server.js --watch-files', ''],
    ['node nodemon.config.js', ''],
    ['redis-server', 'Failed running, I mean: not'],
  ])('does not take %s for one', (command, output) => {
    expect(describeWatcher(command, output)).toEqual([])
  })
})
