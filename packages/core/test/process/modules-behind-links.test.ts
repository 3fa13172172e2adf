import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFolder } from '../support/fixtures.js'
import { runScript } from '../support/script.js'

/** As pnpm installs packages: what is behind the link has dependencies beside it. */
async function install(): Promise<string> {
  const folder = await makeFolder()
  const store = join(folder, 'store', 'node_modules')
  await mkdir(join(store, 'package'), { recursive: true })
  await mkdir(join(store, 'dependency'))
  await writeFile(join(store, 'dependency', 'index.js'), 'module.exports = "found"')
  await writeFile(join(store, 'package', 'index.mjs'), 'export { default } from "dependency"')
  await mkdir(join(folder, 'node_modules'))
  await symlink(join(store, 'package'), join(folder, 'node_modules', 'package'))
  return join(folder, 'node_modules', 'package', 'index.mjs')
}

describe('A module behind a symbolic link', () => {
  test.each([
    ['is started', 'await executor.start()'],
    ['was stopped', 'await executor.start(); await executor.stop()'],
  ])('finds its dependencies when a process %s', async (_, action) => {
    const script = await runScript(`
      const executor = new SimpleExecutor(['sleep', '1000'])
      ${action}
      console.log((await import(${JSON.stringify(await install())})).default)`)
    await script.says(/^found$/m)
    expect(await script.ended).toMatchObject({ code: 0 })
  })
})
