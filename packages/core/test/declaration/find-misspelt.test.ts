import { expect, test } from 'vitest'
import { findMisspelt } from '../../src/declaration/index.js'

const names = ['processes', 'env', 'report']

test('Every option that does not exist is a problem, with the one that was meant', () => {
  const given = { procesess: {}, env: {}, Report: true, other: 1 }
  expect(findMisspelt(given, { subject: 'options', names })?.problems).toEqual([
    { path: 'procesess', message: 'unknown option; did you mean "processes"?' },
    { path: 'Report', message: 'unknown option; did you mean "report"?' },
    { path: 'other', message: 'unknown option; known: processes, env, report' },
  ])
})

test('Beside the options of others only one that is nearly ours is a problem', () => {
  const given = { reporter: 'list', retries: 2, url: 'http://localhost', use: {}, envs: {} }
  const error = findMisspelt(given, { subject: 'options', names, isShared: true })
  expect(error?.problems).toEqual([
    { path: 'envs', message: 'unknown option; did you mean "env"?' },
  ])
})

test('There is no error where all is well', () => {
  expect(findMisspelt({ env: {} }, { subject: 'options', names })).toBeUndefined()
  expect(findMisspelt({}, { subject: 'options', names, isShared: true })).toBeUndefined()
})
