import type { SourceFile } from './runners/runner.js'

/** How a package manager is called. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun'
  /** The arguments that add development dependencies. */
  readonly add: readonly string[]
  /** The command that runs the script `test`. */
  readonly test: string
  /** What precedes the command of a package. */
  readonly execute: string
  /** What a new project needs besides. */
  readonly files?: readonly SourceFile[]
}

const npm: PackageManager = {
  name: 'npm',
  add: ['install', '--save-dev'],
  test: 'npm test',
  execute: 'npx',
}

const pnpm: PackageManager = {
  name: 'pnpm',
  // It calls it an error that it has not run install scripts, which nothing here needs.
  add: ['add', '--save-dev', '--ignore-workspace-root-check', '--config.strict-dep-builds=false'],
  test: 'pnpm test',
  execute: 'pnpm exec',
}

const yarn: PackageManager = {
  name: 'yarn',
  add: ['add', '--dev'],
  test: 'yarn test',
  execute: 'yarn',
  // The supervisor is no file that Node could run in Plug'n'Play.
  files: [{ path: '.yarnrc.yml', text: 'nodeLinker: node-modules\n' }],
}

const yarnClassic: PackageManager = {
  name: 'yarn',
  add: ['add', '--dev', '--ignore-workspace-root-check'],
  test: 'yarn test',
  execute: 'yarn',
}

// `bun test` is a runner of its own.
const bun: PackageManager = {
  name: 'bun',
  add: ['add', '--dev'],
  test: 'bun run test',
  execute: 'bunx',
}

/**
 * The package manager that has started this process.
 *
 * @param userAgent - what it says of itself in `npm_config_user_agent`, for example `pnpm/12.21.0 npm/? node/v24.21.0 linux x64`
 */
export function findPackageManager(userAgent: string | undefined): PackageManager {
  const [, name, version] = /^(\w+)\/(\d+)/.exec(userAgent ?? '') ?? []
  if (name === 'pnpm') return pnpm
  if (name === 'bun') return bun
  if (name !== 'yarn') return npm
  return version === '1' ? yarnClassic : yarn
}
