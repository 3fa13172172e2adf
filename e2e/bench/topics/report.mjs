import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { OwnFolder } from '../../../packages/core/dist/internal/own-folder.js'
import { writeReport } from '../../../packages/core/dist/report/index.js'
import { findChromium, launch } from '../../report/chromium.mjs'
import { makeRun } from '../../report/made-run.mjs'
import { interleave } from '../interleave.mjs'
import { tableOf } from '../table.mjs'

const sizes = {
  '40 tests, 14 processes': { tests: 40, processes: 14 },
  '5000 tests, 2000 processes': { tests: 5_000, processes: 2_000 },
}
/** How long it is scrolled and zoomed. Milliseconds. */
const duration = 2_000

/** Whether the report of a large run can be used: how soon it is drawn, and how it follows the wheel. */
export async function measureReport({ rounds = 5 }) {
  const browser = await launch(findChromium())
  const folder = mkdtempSync(join(tmpdir(), 'bench-report-'))
  try {
    const contenders = Object.entries(sizes).map(([name, size], index) => {
      const file = writeReport(OwnFolder.make(join(folder, String(index)), 0o700), makeRun(size))
      return [name, () => measureOne(browser, file)]
    })
    const { drawn, frame } = await interleave(Object.fromEntries(contenders), { rounds })
    const [, large] = Object.keys(sizes)
    const mebibytes = (statSync(join(folder, '1/report.html')).size / 2 ** 20).toFixed(1)
    return [
      tableOf('Report: until it is drawn', drawn, {
        note: `In Chromium, without a GPU. The page of ${large} has ${mebibytes} MiB.`,
      }),
      tableOf('Report: between two frames', frame, {
        note: 'While it is scrolled and zoomed by the wheel for two seconds; 20 ms are 50 frames a second.',
      }),
    ]
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true })
  }
}

async function measureOne(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 760 } })
  try {
    const startedAt = performance.now()
    await page.goto(pathToFileURL(file).href)
    await page.evaluate(nextFrame)
    const drawn = performance.now() - startedAt
    return { drawn, frame: await page.evaluate(turnWheel, duration) }
  } finally {
    await page.close()
  }
}

/** Runs in the page. */
function nextFrame() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve))
  })
}

/** Runs in the page: down and up, and in and out, at every frame; returns how long each took. */
function turnWheel(milliseconds) {
  const canvas = document.querySelector('canvas')
  const { left, top } = canvas.getBoundingClientRect()
  return new Promise((resolve) => {
    const frames = []
    const startedAt = performance.now()
    let [before, turns] = [startedAt, 0]
    const next = (now) => {
      if (turns > 0) frames.push(now - before)
      before = now
      if (now - startedAt > milliseconds) return resolve(frames)
      const isDown = Math.floor(turns / 30) % 2 === 0
      const wheel = { clientX: left + 600, clientY: top + 200, bubbles: true, cancelable: true }
      const deltaY = isDown ? 60 : -60
      canvas.dispatchEvent(new WheelEvent('wheel', { ...wheel, deltaY, ctrlKey: turns % 60 > 44 }))
      turns++
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })
}
