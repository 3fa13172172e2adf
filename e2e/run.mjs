// Runs the projects in projects/ as their users would: in folders of their own, on the packed tarballs.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const work = join(here, '.work')
const reports = join(here, '..', '.reports')
const node20 = process.execPath
const node24 = join(here, 'node24', 'node_modules', `node-linux-${process.arch}`, 'bin', 'node')
const packages = ['core', 'vitest-plugin', 'jest-environment']

/** How a runner is called; `report` is where it writes its report as JSON. */
const runners = {
  vitest: {
    cli: 'vitest/vitest.mjs',
    listArguments: (report) => [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
  },
  jest: {
    cli: 'jest/bin/jest.js',
    listArguments: (report) => ['--json', `--outputFile=${report}`],
  },
}

const vitest4 = { runner: 'vitest', versions: { vitest: '4.1.12' }, node: node20 }
const vitest5 = { runner: 'vitest', versions: { vitest: '5.1.1' }, node: node24 }
const jest20 = { runner: 'jest', versions: { jest: '30.5.2' }, node: node20 }
const jest24 = { ...jest20, node: node24 }
const modules = { nodeArguments: ['--experimental-vm-modules', '--no-warnings'] }
const both = { ...vitest4.versions, ...jest20.versions }

const runs = [
  { project: 'vitest-services', name: 'vitest-4', ...vitest4 },
  { project: 'vitest-services', name: 'vitest-5', ...vitest5 },
  { project: 'jest-cjs', name: 'jest-cjs-20', ...jest20 },
  { project: 'jest-cjs', name: 'jest-cjs-24', ...jest24 },
  { project: 'jest-esm', name: 'jest-esm-20', ...jest20, ...modules },
  { project: 'jest-esm', name: 'jest-esm-24', ...jest24, ...modules },
  { project: 'shared-processes', name: 'shared-vitest', ...vitest4, versions: both },
  { project: 'shared-processes', name: 'shared-jest', ...jest20, ...modules, versions: both },
]

rmSync(work, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const tarballs = packPackages(packages)
const [only] = process.argv.slice(2)
const failed = runs
  .filter(({ name }) => only === undefined || name.startsWith(only))
  .filter((entry) => !runProject(entry))
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

function runProject({ project, name, runner, versions, node, nodeArguments = [] }) {
  const cwd = join(work, name)
  cpSync(join(here, 'projects', project), cwd, { recursive: true })
  installTarballs(cwd, versions)
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
  console.log(`\n${project} with ${runner} ${versions[runner]} on Node ${version}`)
  if (existsSync(join(cwd, 'tsconfig.json')) && !run('tsc', ['-p', cwd], {})) return false
  const { cli, listArguments } = runners[runner]
  const report = join(reports, `e2e-${name}.json`)
  const command = [join(cwd, 'node_modules', cli), ...listArguments(report)]
  return run(node, [...nodeArguments, ...command], { cwd })
}

function installTarballs(cwd, versions) {
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
  const settings = [
    'packages: []',
    'pmOnFail: ignore',
    'nodeVersion: 24.21.0',
    'allowBuilds:',
    "  '@parcel/watcher': false",
    '  unrs-resolver: false',
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
