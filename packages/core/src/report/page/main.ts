import type { RunRecord } from '../run-record.js'
import { find, make } from './element.js'
import { count, formatDuration } from './format.js'
import { followKeys } from './keyboard.js'
import { Model } from './model.js'
import { Page } from './page.js'
import { followPointer } from './pointer.js'

const themes = ['system', 'light', 'dark']

const run = JSON.parse(find('record').textContent ?? '') as RunRecord
const page = new Page(new Model(run))
followPointer(page)
followKeys(page)
summarise(page.model)
find('theme').addEventListener('click', ({ currentTarget }) => {
  const { dataset } = document.documentElement
  const theme = themes[(themes.indexOf(dataset['theme'] ?? 'system') + 1) % themes.length] ?? ''
  dataset['theme'] = theme
  ;(currentTarget as HTMLElement).textContent = `Theme: ${theme}`
  page.recolour()
})
find('zoom-in').addEventListener('click', () => zoomBy(1.5))
find('zoom-out').addEventListener('click', () => zoomBy(1 / 1.5))
find('zoom-all').addEventListener('click', () => page.viewport.showAll())
page.refresh()

function zoomBy(factor: number): void {
  const { viewport } = page
  viewport.zoom(factor, (viewport.from + viewport.to) / 2)
}

function summarise({ tests, processes, duration }: Model): void {
  const failed = tests.filter(({ state }) => state === 'failed').length
  const crashed = processes.filter(({ hasCrashed }) => hasCrashed).length
  const spares = processes.filter(({ record }) =>
    record.leases.some(({ holder }) => holder === 'spare'),
  ).length
  const date = new Date(run.startedAt).toLocaleString()
  const folder = run.folder.split('/').at(-1) ?? ''
  document.title = `${folder} · mirakuru`
  find('title').textContent = folder
  const parts = [
    [formatDuration(duration), ''],
    [count(tests.length, 'test'), ''],
    ...(failed > 0 ? [[`${failed} failed`, 'bad']] : []),
    [count(processes.length + run.droppedProcesses, 'process', 'processes'), ''],
    ...(crashed > 0 ? [[`${crashed} crashed`, 'bad']] : []),
    ...(spares > 0 ? [[count(spares, 'spare'), '']] : []),
    [date, ''],
  ]
  find('summary').append(
    ...parts.map(([text = '', kind = '']) => make('li', { class: kind }, text)),
  )
}
