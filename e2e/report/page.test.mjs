// The page of a report in a real browser: of runs that were made for this, and written as the supervisor does it.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OwnFolder } from '../../packages/core/dist/internal/own-folder.js'
import { writeReport } from '../../packages/core/dist/report/index.js'
import { findChromium, launch } from './chromium.mjs'
import { makeRun } from './made-run.mjs'

const executable = findChromium()
if (executable === undefined)
  console.warn('The page of a report is not opened: there is no Chromium in PATH')

/** What the page is laid out by. */
const [gutter, margin, ruler, lane, row] = [190, 12, 26, 20, 24]

describe.skipIf(executable === undefined)(
  'the page, in Chromium (skipped where there is none)',
  () => {
    let browser
    let folder

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'mirakuru-page-'))
      browser = await launch(executable)
    })

    afterAll(async () => {
      await browser?.close()
      rmSync(folder, { recursive: true })
    })

    async function open(run, options = {}) {
      const file = writeReport(OwnFolder.make(join(folder, String(Math.random())), 0o700), run)
      const page = await browser.newPage({ viewport: { width: 1280, height: 760 }, ...options })
      page.setDefaultTimeout(10_000)
      const errors = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      await page.goto(pathToFileURL(file).href)
      return { page, errors, said: page.locator('#said'), details: page.locator('#details') }
    }

    test.each(['light', 'dark'])(
      'opens without an error, and tells what there was (%s)',
      async (colorScheme) => {
        const { page, errors, details } = await open(makeRun({ crashes: 1 }), { colorScheme })
        expect(await page.locator('#summary li').allTextContents()).toEqual(
          expect.arrayContaining(['12 tests', '8 processes', '1 crashed']),
        )
        expect(await details.textContent()).toContain('was killed unexpectedly by SIGKILL')
        const back = await page.evaluate('getComputedStyle(document.body).backgroundColor')
        expect(back).toBe(colorScheme === 'light' ? 'rgb(252, 252, 251)' : 'rgb(19, 21, 24)')
        await page.getByRole('button', { name: 'Theme' }).click()
        await page.getByRole('button', { name: 'Theme: light' }).click()
        expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
          'rgb(19, 21, 24)',
        )
        expect(errors).toEqual([])
      },
    )

    test('finds tests and processes, and goes from one to the next', async () => {
      const { page, errors, said } = await open(makeRun())
      await page.keyboard.press('/')
      await page.keyboard.type('MAIL #5')
      expect(await page.locator('#found').textContent()).toBe('1 process, 0 tests')
      await page.keyboard.press('Enter')
      expect(await said.textContent()).toContain('process mail 5, requested')
      await page.locator('#search').fill('ordered 10')
      expect(await page.locator('#found').textContent()).toBe('0 processes, 1 test')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Enter')
      expect(await said.textContent()).toMatch(/^test \w+ what was ordered 10/)
      await page.keyboard.press('Escape')
      expect(await page.locator('#found').textContent()).toBe('')
      expect(await said.textContent()).toBe('nothing chosen')
      expect(errors).toEqual([])
    })

    test('is moved through by keys alone', async () => {
      const { page, errors, said, details } = await open(makeRun())
      const seen = []
      const press = async (key) => {
        await page.keyboard.press(key)
        seen.push((await said.textContent()).replace(/, at .*/, ''))
      }
      await page.locator('#scroller').focus()
      for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft'])
        await press(key)
      for (const key of ['ArrowDown', 'End', '+', 'Shift+ArrowLeft', '0']) await press(key)
      expect(seen.slice(0, 6)).toEqual([
        'process postgres 1, requested',
        'process postgres 1, launched',
        'process postgres 1, first output',
        'process postgres 1, ready',
        'process postgres 1, first output',
        'process api 2, requested',
      ])
      expect(new Set(seen.slice(6))).toEqual(new Set(['process mail 8, requested']))
      await page.keyboard.press('Enter')
      expect(await details.evaluate((panel) => panel === panel.ownerDocument.activeElement)).toBe(
        true,
      )
      expect(errors).toEqual([])
    })

    test('a click shows what was printed at that moment, and the declaration without values', async () => {
      const run = makeRun()
      const { page, errors, details, said } = await open(run)
      const [postgres] = run.processes
      const line = postgres.lines[10]
      const { width } = await page.locator('#timeline').boundingBox()
      const share = (line.at + 1 - run.startedAt) / (run.endedAt - run.startedAt)
      const position = {
        x: gutter + share * (width - gutter - margin),
        y: ruler + 2 * lane + 8 + row / 2,
      }
      await page.locator('#timeline').click({ position })
      expect(await said.textContent()).toContain('process postgres 1')
      expect(await page.locator('.log .now code').textContent()).toBe(line.text)
      expect(await details.textContent()).toContain('"PGPASSWORD": "…"')
      expect(errors).toEqual([])
    })

    test('a test leads to its process, and the process back to the test', async () => {
      const { page, errors, said, details } = await open(makeRun())
      await page.keyboard.press('/')
      await page.keyboard.type('mail')
      await page.keyboard.press('Enter')
      await details.getByRole('button', { name: 'what was ordered' }).click()
      expect(await said.textContent()).toMatch(/^test /)
      await details.getByRole('button', { name: /^mail #/ }).click()
      expect(await said.textContent()).toMatch(/^process mail /)
      expect(errors).toEqual([])
    })

    test('2 000 tests and 500 processes take few elements, and scroll to the last', async () => {
      const { page, errors, said } = await open(makeRun({ tests: 2000, processes: 500 }))
      await page.locator('#scroller').focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('End')
      expect(await said.textContent()).toContain('process mail 5')
      expect(
        await page.locator('#scroller').evaluate(({ scrollTop }) => scrollTop),
      ).toBeGreaterThan(10_000)
      expect(await page.locator('*').count()).toBeLessThan(300)
      expect(errors).toEqual([])
    })

    test('is small', () => {
      const page = new URL('../../packages/core/dist/report/page.html', import.meta.url)
      expect(statSync(page).size).toBeLessThan(40_000)
    })

    test('output that looks like markup stays text', async () => {
      const run = makeRun()
      run.processes[0].lines[0].text = '</script><img src=x onerror="document.title = 1"> $& $1'
      const { page, errors } = await open(run)
      await page.locator('#scroller').focus()
      await page.keyboard.press('ArrowDown')
      expect(await page.locator('.log code').first().textContent()).toBe(
        run.processes[0].lines[0].text,
      )
      expect(await page.locator('#details img').count()).toBe(0)
      expect(errors).toEqual([])
    })
  },
)
