import { describeProcess } from './describe-process.js'
import { make, makeLink } from './element.js'
import { count, formatDuration, shortenPath } from './format.js'
import type { Guide } from './guide.js'
import type { Process, Test } from './model.js'
import type { Selection } from './timeline.js'

const mostListed = 8

/** Fills the panel with the details of the selected subject, or of the run. */
export function showDetails(panel: HTMLElement, selection: Selection, guide: Guide): void {
  const { subject, at } = selection
  if (subject === undefined) panel.replaceChildren(...describeRun(guide))
  else if (subject.is === 'test') panel.replaceChildren(...describeTest(subject, guide))
  else panel.replaceChildren(...describeProcess(subject, at, guide))
  panel.scrollTop = 0
  const log = panel.querySelector('.log')
  const line = log?.querySelector<HTMLElement>('.now')
  if (log && line) log.scrollTop = line.offsetTop - log.clientHeight / 2
}

function describeRun(guide: Guide): HTMLElement[] {
  const crashed = guide.model.processes.filter(({ hasCrashed }) => hasCrashed)
  return [
    make('h2', {}, 'This run'),
    ...(crashed.length === 0 ? [] : [make('h3', {}, 'Crashed')]),
    ...crashed.slice(0, mostListed).map((process) => describeCrash(process, guide)),
    make('h3', {}, 'Slowest to be ready'),
    rankByStart(guide),
    make('h3', {}, 'Keys'),
    describeKeys(),
  ]
}

function describeCrash(process: Process, { model, select }: Guide): HTMLElement {
  const [crash] = process.record.crashes
  const at = model.since(crash?.at ?? 0)
  const [headline = ''] = (crash?.message ?? '').split('\n')
  const link = makeLink(`${process.name} #${process.id}`, () => select(process, at))
  return make('p', { class: 'row' }, link, headline)
}

/** Ranks the slowest starts. */
function rankByStart({ model, select }: Guide): HTMLElement {
  const starts = model.processes.flatMap((process) =>
    process.record.starts.flatMap(({ launchedAt, readyAt }) =>
      readyAt === undefined
        ? []
        : [{ process, at: model.since(launchedAt), took: readyAt - launchedAt }],
    ),
  )
  const slowest = starts.toSorted((one, other) => other.took - one.took).slice(0, mostListed)
  return make(
    'ol',
    { class: 'ranking' },
    ...slowest.map(({ process, at, took }) =>
      make(
        'li',
        {},
        makeLink(`${process.name} #${process.id}`, () => select(process, at)),
        make('span', {}, formatDuration(took)),
      ),
    ),
  )
}

function describeKeys(): HTMLElement {
  const keys = [
    ['↑ ↓', 'another row'],
    ['← →', 'to what happened before, after'],
    ['+ −', 'zoom; Ctrl and the wheel do it too'],
    ['Shift ← →', 'move along'],
    ['0', 'the whole run'],
    ['/', 'search; Enter goes to the next match'],
    ['Esc', 'back here'],
  ]
  return make(
    'dl',
    { class: 'facts' },
    ...keys.flatMap(([key = '', what = '']) => [
      make('dt', {}, make('kbd', {}, key)),
      make('dd', {}, what),
    ]),
  )
}

function describeTest(test: Test, { model, select }: Guide): HTMLElement[] {
  const held = model.heldBy(test)
  return [
    make('h2', {}, test.name, ' ', make('span', { class: `badge ${test.state}` }, test.state)),
    make(
      'dl',
      { class: 'facts' },
      make('dt', {}, 'file'),
      make('dd', {}, shortenPath(test.file, model.run.folder)),
      make('dt', {}, 'took'),
      make('dd', {}, formatDuration(test.to - test.from)),
      make('dt', {}, 'began'),
      make('dd', {}, `${formatDuration(test.from)} into the run`),
    ),
    make('h3', {}, `Had ${count(held.length, 'process', 'processes')}`),
    make(
      'ul',
      { class: 'plain' },
      ...held.map((process) =>
        make(
          'li',
          {},
          makeLink(`${process.name} #${process.id}`, () => select(process, test.from)),
          make('span', {}, process.record.scope),
        ),
      ),
    ),
  ]
}
