import { createServer } from 'node:net'
import { type PlannedProcess, planProcesses, readDeclarationFile } from '../../declaration/index.js'
import { DeclarationError } from '../../errors/index.js'
import { findHolder, findListener, readMark } from '../../process/index.js'
import type { Finding } from './finding.js'
import { findProgram } from './programs.js'

const defaultHost = '127.0.0.1'

/** Checks whether the declarations of a file can be started on this machine. */
export async function checkDeclarations(file: string): Promise<Finding[]> {
  let planned: readonly PlannedProcess[]
  try {
    const { processes } = readDeclarationFile(file)
    const scoped = Object.entries(processes).map(([name, each]) => [name, withScope(each)] as const)
    planned = [
      ...planProcesses(Object.fromEntries(scoped), {
        folder: process.cwd(),
        outer: new Map(),
      }).values(),
    ]
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error
    return [{ check: 'declarations', status: 'fault', message: `${file}: ${error.message}` }]
  }
  const findings = [...planned.flatMap(checkProgram), ...findSharedPorts(planned)]
  // One after the other: the check of a port occupies it for a moment.
  for (const each of planned) findings.push(...(await checkPort(each)))
  if (findings.length > 0) return findings
  const count = planned.length === 1 ? '1 process' : `${planned.length} processes`
  return [{ check: 'declarations', status: 'ok', message: `${file} declares ${count}` }]
}

function withScope(declaration: unknown): unknown {
  const isObject = typeof declaration === 'object' && declaration !== null
  return isObject ? { scope: 'run', ...declaration } : declaration
}

function checkProgram({ options }: PlannedProcess): Finding[] {
  const [program = ''] = options.args
  const { PATH } = options.env
  if (options.shell !== false || program.includes('{') || options.cwd?.includes('{')) return []
  if (findProgram(program, { path: PATH, cwd: options.cwd ?? process.cwd() }) !== undefined)
    return []
  return [
    {
      check: 'programs',
      status: 'fault',
      message: `The program of "${options.name}" is not installed: ${program}`,
      advice: 'install it, or name it with its path',
    },
  ]
}

function findSharedPorts(planned: readonly PlannedProcess[]): Finding[] {
  const ports = new Set(planned.map(({ options }) => options.port))
  return [...ports].flatMap((port) => {
    const sharing = planned.filter(({ options }) => options.port === port)
    if (port === undefined || sharing.length < 2) return []
    const names = sharing.map(({ options }) => `"${options.name}"`).join(' and ')
    return [
      {
        check: 'ports',
        status: 'fault',
        message: `Port ${port} is declared by ${names}: only one of them can listen on it`,
        advice: 'leave the port out, so that each is given a free one',
      },
    ]
  })
}

/** Checks whether another process holds a fixed port. */
async function checkPort({ options }: PlannedProcess): Promise<Finding[]> {
  const { port, name, host = defaultHost } = options
  if (port === undefined || host.includes('{') || !(await isTaken(port, host))) return []
  const inode = findListener(host === 'localhost' ? defaultHost : host, port)
  const holder = inode === undefined ? undefined : findHolder(inode)
  const isOurs = holder !== undefined && readMark(holder.pid) !== undefined
  const who = holder === undefined ? 'another process' : `pid ${holder.pid} (${holder.command})`
  return [
    {
      check: 'ports',
      status: isOurs ? 'warning' : 'fault',
      message: `Port ${port} of "${name}" is taken by ${isOurs ? 'a run that is alive, ' : ''}${who}`,
      advice: isOurs
        ? 'mirakuru ps shows which'
        : 'end it, or leave the port out: a free one is allocated then',
    },
  ]
}

function isTaken(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE'))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(false)))
  })
}
