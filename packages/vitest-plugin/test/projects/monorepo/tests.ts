import { outputExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { expect, test as base } from 'vitest'

const tellsFolder = ['sh', '-c', 'echo "in $(pwd -P);" && exec sleep 1000']
const banner = /in (?<folder>.*);/
const test = base.extend({ fixture: outputExecutor(tellsFolder, { banner }) })

/** @param folder - that of the project, as its end */
export function declareTests(folder: string, within: string): void {
  const used = useProcess(outputExecutor(tellsFolder, { banner }))
  const relative = useProcess(outputExecutor(tellsFolder, { banner, cwd: within }))

  test(`starts in ${folder}`, ({ fixture }) => {
    const folders = [fixture, used, relative].map(({ captures }) => captures['folder'])
    const [end = ''] = folders
    expect(end.endsWith(`/monorepo/${folder}`), end).toBe(true)
    expect(folders).toEqual([end, end, `${end}/${within}`])
  })
}
