// Runs the projects in projects/ as their users would: in folders of their own, on the packed tarballs.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const work = join(here, '.work')
const reports = join(here, '..', '.reports')
const node24 = join(here, 'node24', 'node_modules', `node-linux-${process.arch}`, 'bin', 'node')

const runs = [
  { project: 'vitest-services', name: 'vitest-4', vitest: '4.1.12', node: process.execPath },
  { project: 'vitest-services', name: 'vitest-5', vitest: '5.1.1', node: node24 },
]

rmSync(work, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const tarballs = packPackages(['core', 'vitest-plugin'])
const failed = runs.filter((entry) => !runProject(entry))
process.exitCode = failed.length === 0 ? 0 : 1

function packPackages(names) {
  const folder = join(work, 'tarballs')
  mkdirSync(folder, { recursive: true })
  for (const name of names) {
    run('pnpm', ['pack', '--pack-destination', folder], {
      cwd: join(here, '..', 'packages', name),
      stdio: 'ignore',
    })
  }
  const file = (name) => readdirSync(folder).find((entry) => entry.startsWith(`mirakuru-${name}-`))
  return Object.fromEntries(
    names.map((name) => [`@mirakuru/${name}`, `file:${join(folder, file(name))}`]),
  )
}

function runProject({ project, name, vitest, node }) {
  const cwd = join(work, name)
  cpSync(join(here, 'projects', project), cwd, { recursive: true })
  installTarballs(cwd, vitest)
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
  console.log(`\n${project} with Vitest ${vitest} on Node ${version}`)
  if (!run('tsc', ['-p', cwd], {})) return false
  const cli = join(cwd, 'node_modules', 'vitest', 'vitest.mjs')
  const report = join(reports, `e2e-${name}.json`)
  return run(
    node,
    [cli, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { cwd },
  )
}

function installTarballs(cwd, vitest) {
  const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  manifest.devDependencies = { ...manifest.devDependencies, ...tarballs, vitest }
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest, undefined, 2))
  // The plugin depends on the core by version; both come from here.
  const settings = [
    'packages: []',
    'pmOnFail: ignore',
    'nodeVersion: 24.21.0',
    'allowBuilds: {}',
    'overrides:',
  ]
  const overrides = Object.entries(tarballs).map(([name, file]) => `  '${name}': '${file}'`)
  writeFileSync(join(cwd, 'pnpm-workspace.yaml'), [...settings, ...overrides, ''].join('\n'))
  if (!run('pnpm', ['install', '--prefer-offline', '--reporter=silent'], { cwd })) {
    throw new Error(`Cannot install the tarballs in ${cwd}`)
  }
}

function run(command, args, options) {
  return spawnSync(command, args, { stdio: 'inherit', ...options }).status === 0
}
