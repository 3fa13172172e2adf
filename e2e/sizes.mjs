// Holds README.md to what it says of the size of an installation.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { here, installTarballs, work } from './tarballs.mjs'

const row = /^\| `(@mirakuru\/[\w-]+|create-mirakuru)` +\| +(\d+) +\| +([\d.]+) MB/gm

/** Installs each package alone; says whether none brings more than README.md says. */
export function checkSizes(tarballs) {
  const readme = readFileSync(join(here, '..', 'README.md'), 'utf8')
  const rows = [...readme.matchAll(row)]
  const results = Object.keys(tarballs).map((name) => {
    const [, , packages, megabytes] = rows.find((each) => each[1] === name) ?? []
    const found = measure(name, tarballs)
    const isTrue = found.packages <= Number(packages) && found.megabytes <= Number(megabytes)
    console.log(
      `${name}: ${found.packages} packages, ${found.megabytes.toFixed(1)} MB; README.md says ${packages} and ${megabytes} MB`,
    )
    return isTrue
  })
  return results.every(Boolean)
}

/** All packages that come with it, itself included; what it expects to find (Vitest, Jest) does not count. */
function measure(name, tarballs) {
  const cwd = join(work, 'sizes', name)
  mkdirSync(cwd, { recursive: true })
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ devDependencies: { [name]: '*' } }))
  installTarballs(cwd, tarballs, { settings: ['autoInstallPeers: false'] })
  const store = join(cwd, 'node_modules', '.pnpm')
  const folders = readdirSync(store).filter((entry) => entry.includes('@'))
  const megabytes = folders.reduce((sum, entry) => sum + sizeOf(join(store, entry)), 0) / 1e6
  return { packages: folders.length, megabytes }
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size,
      0,
    )
}
