import { paint } from '../internal/colours.js'
import type { Command } from './command.js'
import type { Finding } from './checks/finding.js'
import { checkRuns } from './checks/leftovers.js'
import { checkLivePorts } from './checks/live-ports.js'
import { checkLoopback, checkPortRange, lookAtLoopback } from './checks/network.js'
import { checkServices } from './checks/services.js'
import { checkDescriptors, checkGuardian, checkProcessTable } from './checks/system.js'
import { checkTemporaryFolder } from './checks/temporary-folder.js'
import { checkCopies, checkNode, checkRunners } from './checks/versions.js'
import { exitCodes } from './exit-codes.js'
import { findProject } from './project.js'
import { withRuns } from './runs.js'
import { wrapText } from './table.js'
import { printJson, widthOf, type Terminal } from './terminal.js'

/** A finding, and whether it was fixed. */
interface Diagnosis extends Finding {
  readonly isFixed: boolean
}

const looks = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  fault: ['✗', 'red'],
} as const

/** Checks this machine, this project and declarations for problems. */
export const doctor: Command = {
  usage: 'doctor [FILE…] [--fix] [--json]',
  help: `Checks for problems: versions of Node, of the runners and of our packages in
this project; what is needed to see and to end processes; temporary folder,
addresses, port range and limits of this machine; which services can start
here, and the engine of containers; leftovers of dead runs.

  FILE…       also check whether these declarations can be started: missing
              programs, fixed ports that another process holds
      --fix   remove the leftovers of dead runs: folders, processes,
              and what they have left at an engine of containers
      --json  a list of objects

Exits with 1 if an error is left; warnings do not count.`,
  flags: { fix: undefined },
  operands: { min: 0, max: Infinity },
  run: async ({ flags, operands, json }, terminal) => {
    const findings = await examine(operands)
    const diagnoses = await Promise.all(findings.map((each) => mend(each, flags.has('fix'))))
    if (json) printJson(terminal.out, diagnoses.map(describeForPrograms))
    else tell(diagnoses, terminal)
    return diagnoses.some(isLeft('fault')) ? exitCodes.failed : exitCodes.ok
  },
}

async function examine(files: readonly string[]): Promise<Finding[]> {
  const project = findProject()
  const loopback = await lookAtLoopback()
  const runs = await withRuns(async (sight) => [...checkRuns(sight), ...checkLivePorts(sight)])
  const findings = [
    checkNode(),
    ...checkRunners(project),
    ...checkCopies(project),
    checkProcessTable(),
    checkGuardian(),
    checkDescriptors(),
    checkTemporaryFolder(),
    ...checkLoopback(loopback),
    checkPortRange(),
    ...runs,
  ]
  const services = checkServices(project)
  return [...findings, ...services, ...(await checkEngine()), ...(await checkFiles(files))]
}

/** Loads its modules only now, as {@link checkFiles} does. */
async function checkEngine(): Promise<Finding[]> {
  try {
    const { checkContainers } = await import('./checks/containers.js')
    return await checkContainers()
  } catch {
    return [] // who uses no containers needs no engine
  }
}

/** The last check: with a low limit of open files, loading its modules fails, and leaves none for other checks. */
async function checkFiles(files: readonly string[]): Promise<Finding[]> {
  if (files.length === 0) return []
  try {
    const { checkDeclarations } = await import('./checks/declared.js')
    return (await Promise.all(files.map(checkDeclarations))).flat()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EMFILE') throw error
    const reason = `Declarations cannot be checked: ${message}`
    return [{ check: 'declarations', status: 'fault', message: reason }]
  }
}

async function mend(finding: Finding, isWanted: boolean): Promise<Diagnosis> {
  if (!isWanted || finding.fix === undefined) return { ...finding, isFixed: false }
  const hindrance = await finding.fix()
  if (hindrance === undefined) return { ...finding, isFixed: true }
  return { ...finding, advice: `it could not be fixed: ${hindrance.message}`, isFixed: false }
}

function tell(diagnoses: readonly Diagnosis[], { out }: Terminal): void {
  const width = widthOf(out) - 2
  for (const { status, message, advice, isFixed } of diagnoses) {
    const [symbol, colour] = looks[isFixed ? 'ok' : status]
    const lines = wrapText(isFixed ? `${message}: mended` : message, width)
    if (advice !== undefined && !isFixed)
      lines.push(...wrapText(`→ ${advice}`, width).map((line) => paint(out, 'dim', line)))
    const [first = '', ...further] = lines
    out.write(`${paint(out, colour, symbol)} ${first}\n`)
    for (const line of further) out.write(`  ${line}\n`)
  }
  out.write(`\n${summarise(diagnoses)}\n`)
}

function summarise(diagnoses: readonly Diagnosis[]): string {
  const faults = diagnoses.filter(isLeft('fault')).length
  const warnings = diagnoses.filter(isLeft('warning')).length
  const parts = [
    ...(faults > 0 ? [`${faults} ${faults === 1 ? 'error' : 'errors'}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ]
  return parts.length === 0 ? 'No problems found' : parts.join(', ')
}

function isLeft(wanted: Finding['status']): (diagnosis: Diagnosis) => boolean {
  return ({ status, isFixed }) => status === wanted && !isFixed
}

function describeForPrograms({ check, status, message, advice, fix, isFixed }: Diagnosis): object {
  return { check, status, message, advice, fixable: fix !== undefined, fixed: isFixed }
}
