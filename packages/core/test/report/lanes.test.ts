import { expect, test } from 'vitest'
import { findLanes } from '../../src/report/lanes.js'

test('What follows upon each other shares a lane, what overlaps does not', () => {
  const items = [
    { from: 0, to: 10 },
    { from: 5, to: 20 },
    { from: 10, to: 30 },
    { from: 25, to: 40 },
  ]
  expect(findLanes(items)).toEqual([0, 1, 0, 1])
})

test('A group keeps its lane to itself, also while nothing of it is there', () => {
  const items = [
    { from: 0, to: 10, group: 'one' },
    { from: 12, to: 30, group: 'other' },
    { from: 50, to: 60, group: 'one' },
    { from: 70, to: 80, group: 'third' },
  ]
  expect(findLanes(items)).toEqual([0, 1, 0, 0])
})
