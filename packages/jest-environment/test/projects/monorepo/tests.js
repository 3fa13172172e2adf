const { outputExecutor, useProcess } = require('@mirakuru/jest-environment')

const tellsFolder = ['sh', '-c', 'echo "in $(pwd -P);" && exec sleep 1000']
const banner = /in (?<folder>.*);/

/** @param folder - that of the project, as its end */
exports.declareTests = (folder) => {
  const used = useProcess(outputExecutor(tellsFolder, { banner }))
  const relative = useProcess(outputExecutor(tellsFolder, { banner, cwd: 'within' }))

  test(`starts in ${folder}`, () => {
    const [own, within] = [used, relative].map(({ captures }) => captures.folder)
    expect(own.endsWith(`/monorepo/${folder}`)).toBe(true)
    expect(within).toBe(`${own}/within`)
  })
}
