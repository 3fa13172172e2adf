import { describe, expect, inject, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runVitest } from './support/run-vitest.js'

describe.each(Object.keys(inject('installations')))('Vitest %s', (version) => {
  test('lists tests without starting anything', async () => {
    const env = { BLOCK: 'crashes' }
    const run = await runVitest({ project: 'broken', version, mode: 'list', file: 'uses', env })
    expect(run.exitCode, run.output).toBe(0)
    expect(run.output).toContain('uses.project.ts > passes')
    expect(run.notes).toEqual([])
  })

  test('starts the block for tests that run, be it after others were only collected', async () => {
    const run = await runVitest({
      project: 'broken',
      version,
      script: '../collects.mjs',
      env: { BLOCK: 'crashes' },
    })
    const [collected, started, ...others] = run.notes
    expect(collected, run.output).toBe('collected')
    expect(started).toMatch(/^api started \d+$/)
    expect(others).toEqual([])
    await expectGone([Number(started?.split(' ')[2])])
  })
})
