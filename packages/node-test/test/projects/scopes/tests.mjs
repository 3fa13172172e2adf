import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { httpExecutor, startProcess, tcpExecutor, useProcess } from '@mirakuru/node-test'
import { note, serve } from '../note.mjs'

/** Defines the tests of a file, which begin when those of the other file do. */
export function define(file, other) {
  const names = ['db', 'api', 'slot', 'ofFile']
  const [db, api, slot, ofFile] = names.map((name) => useProcess(name))
  const own = useProcess(tcpExecutor(serve('own')))

  describe(`${file} has`, () => {
    const ofTest = useProcess('ofTest')
    test(`${file} one of each`, async () => {
      note(file, 'first', db.pid, api.pid, slot.pid, ofFile.pid, ofTest.pid, own.pid)
      assert.equal(await ask(api, '/env/DB'), String(db.port))
      assert.equal(await ask(ofTest, '/env/FILE'), String(ofFile.port))
      if (process.env.TOGETHER === 'yes') await meet(`${other} first`)
    })
    test(`${file} its own ones again`, async (t) => {
      note(file, 'second', db.pid, api.pid, slot.pid, ofFile.pid, ofTest.pid, own.pid)
      const { pid } = ofTest
      await t.test(`${file} shares with what is inside`, () => assert.equal(ofTest.pid, pid))
    })
  })

  describe(`${file} block`, () => {
    const inside = useProcess(httpExecutor(serve('inside')))
    before(async () => {
      await inside.start()
      note(file, 'prepares', inside.pid)
    })
    after(async () => note(file, 'cleans up', await inside.running()))
    test(`${file} inside`, () => note(file, 'inside', inside.pid, db.pid))
    test(`${file} inside again`, () => note(file, 'inside', inside.pid, db.pid))
  })

  test(`${file} starts one itself`, async (t) => {
    const mine = await startProcess(t, httpExecutor(serve('mine')))
    const shared = await startProcess(t, 'db')
    t.after(async () => note(file, 'mine', mine.pid, await ask(mine, '/')))
    assert.equal(shared.pid, db.pid)
  })

  describe(`${file} at once`, { concurrency: true }, () => {
    for (const number of [1, 2])
      test(`${file} at once ${number}`, async (t) => {
        const mine = await startProcess(t, httpExecutor(serve('atOnce')))
        note(file, 'atOnce', await ask(mine, '/'))
      })
  })
}

async function ask({ url }, path) {
  return (await fetch(new URL(path, url))).text()
}

async function meet(line) {
  while (!readFileSync(process.env.NOTES, 'utf8').includes(line)) await setTimeout(10)
}
