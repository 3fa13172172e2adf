import { existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import type { Finding } from './finding.js'
import { findProgram } from './programs.js'

const enoughDescriptors = 1024
const fewestDescriptors = 256

/** Checks the limit of open files: each process costs its supervisor four, each connection one. */
export function checkDescriptors(limit: number = readDescriptorLimit()): Finding {
  const check = 'descriptors'
  if (limit >= enoughDescriptors) {
    const count = limit === Infinity ? 'any number of' : limit
    return { check, status: 'ok', message: `A process may have ${count} open files` }
  }
  return {
    check,
    status: limit < fewestDescriptors ? 'fault' : 'warning',
    message: `A process may have ${limit} open files only: starts fail with EMFILE when many processes run at once`,
    advice: `ulimit -n ${4 * enoughDescriptors}`,
  }
}

/** The available sources of the process table. */
export interface ProcessSight {
  readonly hasProc: boolean
  readonly hasPs: boolean
  readonly isWindows: boolean
}

/** Checks whether process trees can be seen, and so ended. */
export function checkProcessTable(sight: ProcessSight = lookForSight()): Finding {
  const check = 'process table'
  const { hasProc, hasPs, isWindows } = sight
  if (isWindows) return { check, status: 'ok', message: 'Process trees are ended with taskkill' }
  if (hasProc) {
    const note = hasPs ? '' : '; ps is not installed, and not needed'
    return { check, status: 'ok', message: `Processes are seen through /proc${note}` }
  }
  if (hasPs) return { check, status: 'ok', message: 'Processes are seen through ps' }
  return {
    check,
    status: 'fault',
    message: 'Processes cannot be seen: there is no /proc here, and ps is not installed',
    advice: 'install ps (the package is often called procps)',
  }
}

/** Checks whether the guardian has its programs; it ends processes whose owner was killed. */
export function checkGuardian(hasProgram: (name: string) => boolean = hasSystemProgram): Finding {
  const check = 'guardian'
  if (process.platform === 'win32')
    return {
      check,
      status: 'warning',
      message: 'There is no guardian on Windows: the processes of a killed supervisor stay',
    }
  const missing = ['/bin/sh', 'grep', 'ls', 'rm', 'rmdir'].filter((name) => !hasProgram(name))
  if (missing.length === 0)
    return { check, status: 'ok', message: 'The guardian has the programs it needs' }
  return {
    check,
    status: 'fault',
    message: `The guardian, which ends processes whose owner was killed, needs programs that are not installed: ${missing.join(', ')}`,
    advice: 'install them, or use an image that contains them',
  }
}

function readDescriptorLimit(): number {
  const { userLimits } = process.report.getReport() as unknown as {
    userLimits?: { open_files: { soft: number | 'unlimited' } }
  }
  const limit = userLimits?.open_files.soft ?? 'unlimited'
  return limit === 'unlimited' ? Infinity : limit
}

function lookForSight(): ProcessSight {
  return {
    hasProc: existsSync('/proc/self/environ'),
    hasPs: findProgram('ps') !== undefined,
    isWindows: process.platform === 'win32',
  }
}

/** Whether the guardian finds a program in its `PATH`: see process/guardian.ts. */
function hasSystemProgram(name: string): boolean {
  const path = [process.env['PATH'], '/usr/bin', '/bin'].filter(Boolean).join(delimiter)
  return findProgram(name, { path }) !== undefined
}
