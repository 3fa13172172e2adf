import { make, makeLink } from './element.js'
import { count, formatDuration, shortenPath } from './format.js'
import type { Guide } from './guide.js'
import type { Lease, Process } from './model.js'

const mostListed = 40

/** The details of a process, and its output around a moment. */
export function describeProcess(process: Process, at: number, guide: Guide): HTMLElement[] {
  const { record } = process
  return [
    make(
      'h2',
      {},
      process.name,
      make('span', { class: 'muted' }, ` #${process.id} `),
      badge(process),
    ),
    ...record.crashes.map(({ message }) => make('pre', { class: 'crash' }, message)),
    ...(record.notes ?? []).map(({ message }) => make('p', { class: 'muted' }, message)),
    describePhases(process),
    ...describeOutput(process, at, guide),
    ...describeLeases(process, guide),
    ...describeDependencies(process, guide),
    make('h3', {}, 'Process'),
    describeFacts(process, guide),
    make('h3', {}, 'Declaration'),
    make('pre', {}, JSON.stringify(record.declaration, undefined, 2)),
  ]
}

function badge({ record, hasCrashed }: Process): HTMLElement {
  if (hasCrashed) return make('span', { class: 'badge failed' }, 'crashed')
  const wasSpare = record.leases.some(({ holder }) => holder === 'spare')
  if (!wasSpare) return make('span', { class: 'badge' }, record.scope)
  const fate = record.handedOverAt === undefined ? 'unused spare' : 'spare'
  return make('span', { class: 'badge spare' }, fate)
}

/** The durations of the parts of its life. */
function describePhases({ record }: Process): HTMLElement {
  const phases = record.starts.flatMap(({ launchedAt, firstOutputAt, readyAt, endedAt, exit }) => [
    span('first output after', launchedAt, firstOutputAt),
    span('ready after', launchedAt, readyAt),
    span('ready for', readyAt, record.stopBegunAt ?? endedAt),
    ...(exit === undefined
      ? []
      : [`${exit.signal ?? `exit code ${exit.code}`}${exit.forced ? ', forced' : ''}`]),
  ])
  const all = [
    span('waited', record.openedAt, record.starts[0]?.launchedAt),
    ...phases,
    ...(record.resets.length > 0 ? [count(record.resets.length, 'reset')] : []),
    span('stopped in', record.stopBegunAt, record.goneAt),
  ]
  const shown = all.filter((phase) => phase !== undefined)
  return make('ul', { class: 'phases' }, ...shown.map((phase) => make('li', {}, phase)))
}

function span(what: string, from: number | undefined, to: number | undefined): string | undefined {
  if (from === undefined || to === undefined) return undefined
  return `${what} ${formatDuration(Math.max(0, to - from))}`
}

/** The last line before the moment is highlighted. */
function describeOutput({ record }: Process, at: number, { model }: Guide): HTMLElement[] {
  const { lines, droppedLines, logFile } = record
  const known = lines.map((line) => ({ ...line, since: model.since(line.at) }))
  const now = known.findLastIndex(({ since }) => since <= at + 0.5)
  const shown = known.map(({ since, stream, text }, index) =>
    make(
      'div',
      { class: `${stream}${index === Math.max(now, 0) ? ' now' : ''}` },
      make('time', {}, formatDuration(since)),
      make('code', {}, text === '' ? ' ' : text),
    ),
  )
  const dropped = droppedLines > 0 ? [`${count(droppedLines, 'line')} before these`] : []
  const file = logFile === undefined ? [] : [`all: ${shortenPath(logFile, model.run.folder)}`]
  const notes = [...dropped, ...file].join(' · ')
  return [
    make('h3', {}, `Output around ${formatDuration(at)}`),
    shown.length === 0
      ? make('p', { class: 'muted' }, 'It printed nothing.')
      : make('div', { class: 'log', tabindex: '0', role: 'log', 'aria-label': 'output' }, ...shown),
    ...(notes === '' ? [] : [make('p', { class: 'muted path' }, notes)]),
  ]
}

function describeLeases({ leases }: Process, guide: Guide): HTMLElement[] {
  const listed = leases
    .slice(0, mostListed)
    .map((lease) =>
      make(
        'li',
        {},
        nameHolder(lease, guide),
        make('span', {}, formatDuration(lease.to - lease.from)),
      ),
    )
  const more = leases.length - listed.length
  return [
    make('h3', {}, count(leases.length, 'lease')),
    make('ul', { class: 'plain' }, ...listed),
    ...(more > 0 ? [make('p', { class: 'muted' }, `and ${more} more`)] : []),
  ]
}

function nameHolder(
  { holder, test, from, record }: Lease,
  { model, select }: Guide,
): Node | string {
  if (test !== undefined) return makeLink(test.name, () => select(test, from))
  const process = model.findProcess(record.process)
  if (process !== undefined)
    return makeLink(`${process.name} #${process.id}`, () => select(process, from))
  if (holder === 'spare') return 'spare, without a holder'
  if (holder === 'run') return 'the run'
  return record.file === undefined ? 'the runner' : shortenPath(record.file, model.run.folder)
}

function describeDependencies({ record, from }: Process, { model, select }: Guide): HTMLElement[] {
  const links = record.dependencies
    .map((id) => model.findProcess(id))
    .filter((process) => process !== undefined)
    .map((process) => makeLink(`${process.name} #${process.id}`, () => select(process, from)))
  if (links.length === 0) return []
  return [make('h3', {}, 'Depends on'), make('p', { class: 'row' }, ...links)]
}

function describeFacts({ record }: Process, { model }: Guide): HTMLElement {
  const { command, address, cwd, scope, starts } = record
  const pids = starts.map(({ pid }) => pid).filter((pid) => pid !== undefined)
  const facts: [string, string | undefined][] = [
    ['command', command],
    ['address', address],
    ['folder', cwd === model.run.folder ? '.' : shortenPath(cwd, model.run.folder)],
    ['scope', scope],
    ['pid', pids.join(', ')],
  ]
  return make(
    'dl',
    { class: 'facts' },
    ...facts
      .filter(([, value]) => value !== undefined && value !== '')
      .flatMap(([name, value = '']) => [
        make('dt', {}, name),
        make('dd', {}, make('code', {}, value)),
      ]),
  )
}
