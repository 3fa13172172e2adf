import { existsSync } from 'node:fs'
import { ProcTable } from './table-proc.js'
import { PsTable } from './table-ps.js'
import { WindowsTable } from './table-windows.js'
import type { ProcessTable } from './table.js'

/** The process table of this system. */
export const processTable: ProcessTable = selectTable()

function selectTable(): ProcessTable {
  if (process.platform === 'win32') return new WindowsTable()
  return existsSync('/proc/self/environ') ? new ProcTable() : new PsTable()
}
