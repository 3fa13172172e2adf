import { beforeAll, describe, expect, inject, test } from 'vitest'
import { runJest } from './support/run-jest.js'
import type { Run } from '../../core/test/support/run.js'

const nodes = Object.keys(inject('nodes'))

describe.each(nodes)('Node %s', (node) => {
  let run: Run
  beforeAll(async () => {
    run = await runJest({ project: 'modules', node, args: ['-w', '2'], env: { PRESET: 'yes' } })
  })

  test.each([
    ['CommonJS without transform', 'commonjs'],
    ['babel-jest', 'babel'],
    ['@swc/jest with JavaScript', 'swc'],
    ['@swc/jest with TypeScript', 'swc with types'],
    ['ts-jest, which checks the types', 'ts-jest'],
  ])('tests can be %s', (_what, title) => {
    expect(run.test(title)).toMatchObject({ status: 'passed', message: '' })
  })

  test('projects have processes of their own, and share those that are declared alike', () => {
    const started = run.notes.filter((line) => line.includes(' started '))
    const names = started.map((line) => line.split(' ')[0])
    expect(names.filter((name) => name === 'shared')).toHaveLength(1)
    expect(new Set(names)).toEqual(
      new Set(['shared', 'own-commonjs', 'own-babel', 'own-swc', 'own-ts-jest']),
    )
    expect(run.exitCode).toBe(0)
  })

  test('a preset above all projects waits for the end of what they share', () => {
    const count = (what: string): number => run.notes.filter((line) => line.includes(what)).length
    expect(count(' stopped ')).toBe(count(' started '))
  })

  test('tests can be ES modules, and patterns regular expressions in their configuration', async () => {
    const nodeArgs = ['--experimental-vm-modules', '--no-warnings']
    const esm = await runJest({ project: 'esm', node, nodeArgs, args: ['-w', '2'] })
    expect(esm.output).toContain('3 passed')
    for (const title of ['native modules', 'native modules in .js', 'a variable that is removed'])
      expect(esm.test(title)).toMatchObject({ status: 'passed', message: '' })
  })
})
