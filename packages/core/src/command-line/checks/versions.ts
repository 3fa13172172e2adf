import { readFileSync } from 'node:fs'
import type { Finding } from './finding.js'
import { findInstalled, type InstalledPackage } from './installed-package.js'
import { isInRange } from './version-range.js'

/** Our packages, and the runner that each is for. */
const adapters = [
  ['@mirakuru/vitest-plugin', 'vitest'],
  ['@mirakuru/jest-environment', 'jest'],
] as const
const core = '@mirakuru/core'

/** Checks whether this version of Node is supported. */
export function checkNode(
  version: string = process.version,
  range: string = readOwnRange(),
): Finding {
  const shown = version.replace(/^v/, '')
  return isInRange(version, range)
    ? { check: 'node', status: 'ok', message: `Node ${shown}` }
    : {
        check: 'node',
        status: 'fault',
        message: `Node ${shown} is not supported: it must be ${range}`,
        advice: 'install a newer version of Node',
      }
}

/** Checks whether the installed adapters support the installed runners. */
export function checkRunners(project: string): Finding[] {
  return adapters.flatMap(([adapterName, runnerName]) => {
    const adapter = findInstalled(project, adapterName)
    if (adapter === undefined) return []
    const range = adapter.peerDependencies?.[runnerName] ?? ''
    const runner = findInstalled(project, runnerName)
    return [judgeRunner(`${adapterName} ${adapter.version}`, { runnerName, range, runner })]
  })
}

function judgeRunner(
  adapter: string,
  {
    runnerName,
    range,
    runner,
  }: { runnerName: string; range: string; runner: InstalledPackage | undefined },
): Finding {
  const check = runnerName
  const advice = `npm install --save-dev ${runnerName}@${range.split('||').at(-1)?.trim()}`
  if (runner === undefined)
    return {
      check,
      status: 'fault',
      message: `${adapter} is installed, but ${runnerName} is not`,
      advice,
    }
  const message = `${runnerName} ${runner.version}, with ${adapter}`
  if (isInRange(runner.version, range)) return { check, status: 'ok', message }
  return { check, status: 'fault', message: `${message}, which supports ${range}`, advice }
}

/** Checks whether all packages of a project use one version of the core. */
export function checkCopies(project: string): Finding[] {
  const users = adapters.flatMap(([name]) => {
    const adapter = findInstalled(project, name)
    const used = adapter === undefined ? undefined : findInstalled(adapter.folder, core)
    return used === undefined ? [] : [{ user: name, ...used }]
  })
  const own = findInstalled(project, core)
  const all = [...(own === undefined ? [] : [{ user: 'the project itself', ...own }]), ...users]
  if (new Set(all.map(({ version }) => version)).size < 2) return []
  const list = all.map(({ user, version }) => `${version} for ${user}`).join(', ')
  return [
    {
      check: 'packages',
      status: 'fault',
      message: `There are several versions of ${core}, which are incompatible with each other: ${list}`,
      advice: 'update all packages of @mirakuru together',
    },
  ]
}

function readOwnRange(): string {
  const file = new URL('../../../package.json', import.meta.url)
  const { engines } = JSON.parse(readFileSync(file, 'utf8')) as InstalledPackage
  return engines?.['node'] ?? ''
}
