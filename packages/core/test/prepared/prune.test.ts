import { existsSync, readdirSync, utimesSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OwnFolder } from '../../src/internal/own-folder.js'
import { prune } from '../../src/prepared/prune.js'
import { makeFolder } from '../support/fixtures.js'

/** Folders by how many hours ago they were used last. */
async function makeShelf(hours: Readonly<Record<string, number>>): Promise<string> {
  const shelf = await makeFolder()
  for (const [name, ago] of Object.entries(hours)) {
    await mkdir(join(shelf, name, 'folder'), { recursive: true })
    await writeFile(join(shelf, name, 'folder/content'), name)
    const used = Date.now() / 1000 - ago * 3600
    utimesSync(join(shelf, name), used, used)
  }
  return shelf
}

test('prune() keeps the three used last, and what somebody may be using', async () => {
  const shelf = await makeShelf({ a: 2, b: 50, c: 3, d: 4, 'e.partial-x': 0, 'f.partial-y': 2 })
  await prune(OwnFolder.open(shelf) as OwnFolder)
  expect(readdirSync(shelf).toSorted()).toEqual(['a', 'c', 'd', 'e.partial-x'])
  expect(existsSync(join(shelf, 'd/folder/content'))).toBe(true)
})

test('prune() keeps more than three that were used in the last hour', async () => {
  const shelf = await makeShelf({ a: 0.1, b: 0.2, c: 0.3, d: 0.4, e: 1.1 })
  await prune(OwnFolder.open(shelf) as OwnFolder)
  expect(readdirSync(shelf).toSorted()).toEqual(['a', 'b', 'c', 'd'])
})
