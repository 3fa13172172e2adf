import { describe, expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { pickProcess, planProcesses } from '../../src/declaration/plan.js'
import type { Snapshot } from '../../src/protocol/index.js'
import { Recorder } from '../../src/report/recorder.js'
import type { ProcessRecorder } from '../../src/report/process-recorder.js'

const plan = planProcesses(
  { it: { ...simpleExecutor('it'), scope: 'test' } },
  { folder: '/', outer: new Map() },
)

function open(run: Recorder, id: string): ProcessRecorder {
  const subject = { plan: pickProcess(plan, 'it'), cwd: '/', dependencies: [], logFile: undefined }
  return run.open({ ...subject, id })
}

const snapshot = (changes: Partial<Snapshot>): Snapshot => ({
  name: 'it',
  pid: undefined,
  host: undefined,
  port: undefined,
  ports: {},
  url: undefined,
  socketPath: undefined,
  tmp: undefined,
  id: undefined,
  captures: {},
  command: 'it',
  exit: undefined,
  ...changes,
})

const exit = { code: 0, signal: null, forced: false }

describe('ProcessRecorder', () => {
  test.each([
    ['of one that has ended the last 100', [], 100],
    ['of one that has crashed the last 500', ['it died'], 500],
  ])('keeps of a long output %s lines', (_what, crashes, kept) => {
    const recorder = open(new Recorder(), '1')
    for (let line = 1; line <= 2_345; line++) recorder.printed('stdout', `line ${line}`)
    expect(recorder.record.lines).toHaveLength(500)
    crashes.forEach((message) => recorder.crashed(message))
    recorder.gone()
    const { lines, droppedLines } = recorder.record
    expect(lines).toHaveLength(kept)
    expect(lines.at(-1)?.text).toBe('line 2345')
    expect(droppedLines).toBe(2_345 - kept)
  })

  test('shows output without colours and passwords', () => {
    const recorder = open(new Recorder(), '1')
    recorder.printed('stderr', '\u001b[31mcannot reach\u001b[0m redis://me:hunter2@host')
    expect(recorder.record.lines).toMatchObject([{ text: 'cannot reach redis://me:…@host' }])
  })

  test('does not take the end of a leader for that of the daemon it has left', () => {
    const recorder = open(new Recorder(), '1')
    recorder.changed(snapshot({ pid: 1 }), 5)
    recorder.changed(snapshot({ pid: 2, exit }), 5)
    expect(recorder.record.starts[0]?.endedAt).toBeUndefined()
    recorder.changed(snapshot({ exit }), 5)
    expect(recorder.record.starts).toMatchObject([{ launchedAt: 5, pid: 1, exit }])
    expect(recorder.record.starts[0]?.endedAt).toBeGreaterThan(5)
  })

  test('takes a launch for the end of the one before, whatever it is told later', () => {
    const recorder = open(new Recorder(), '1')
    recorder.changed(snapshot({ pid: 1 }), 5)
    recorder.changed(snapshot({ pid: 2 }), 9)
    expect(recorder.record.starts).toMatchObject([{ pid: 1, endedAt: 9 }, { pid: 2 }])
  })
})

test('A run with very many processes drops the oldest that have gone, and says how many', () => {
  const run = new Recorder()
  const first = open(run, 'first')
  for (let id = 1; id <= 2_004; id++) open(run, String(id)).gone()
  const { processes, droppedProcesses } = run.finish('over')
  expect(processes).toHaveLength(2_000)
  expect(droppedProcesses).toBe(5)
  expect(processes[0]).toEqual(first.record)
})
