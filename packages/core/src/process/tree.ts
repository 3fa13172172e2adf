import { spawnSync } from 'node:child_process'
import { sendGroupSignal, sendSignal, type ProcessIdentity } from './identity.js'
import type { MarkedProcess } from './look.js'
import { processTable } from './system-table.js'

/** Sends a signal once to every marked process, by whole groups where that is possible: a group cannot outrun it. */
export function signalMarked(marked: readonly MarkedProcess[], signal: NodeJS.Signals): void {
  const own = processTable.readState(process.pid)?.group
  // An executor's process leads its own session, so no group in it has a foreign member.
  for (const group of new Set(marked.map((member) => member.group))) {
    if (group !== own) sendGroupSignal({ pid: group, startTime: '' }, signal)
  }
  for (const member of marked) if (member.group === own) sendSignal(member, signal)
}

/**
 * Signals a process and its descendants on systems where marks cannot be seen, through tree-kill. On Linux this does
 * nothing: groups and marks reach further, and need no `ps`.
 */
export async function signalDescendants(
  root: ProcessIdentity,
  signal: NodeJS.Signals,
): Promise<void> {
  if (processTable.seesMarks || !hasTreeTool()) return
  const { default: treeKill } = await import('tree-kill')
  await new Promise<void>((resolve) => {
    treeKill(root.pid, signal, () => resolve())
  })
}

/** Without `ps`, tree-kill crashes its host instead of reporting an error (pkrumins/node-tree-kill#29). */
function hasTreeTool(): boolean {
  if (process.platform === 'win32') return true
  return spawnSync('ps', ['-p', String(process.pid)]).error === undefined
}
