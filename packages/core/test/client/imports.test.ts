import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const client = new URL('dist/client/index.js', root).href

/** Prints every module that is loaded from there on: from a thread of its own, so synchronously. */
const source = `
import { register } from 'node:module'
register('data:text/javascript,' + encodeURIComponent(\`
  import { writeSync } from 'node:fs'
  export async function load(url, context, next) {
    writeSync(1, 'loaded ' + url + '\\\\n')
    return next(url, context)
  }\`))
await import(${JSON.stringify(client)})
`

test('The client loads only itself, protocol, errors and birpc, and nothing that starts processes', () => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', source],
    { encoding: 'utf8', cwd: fileURLToPath(root), timeout: 15_000 },
  )
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  const loaded = [...stdout.matchAll(/^loaded (.+)$/gm)].map(([, url = '']) => url)
  expect(loaded).toContain(client)
  const builtins = loaded.filter((url) => url.startsWith('node:'))
  expect(builtins).toContain('node:net')
  expect(builtins).not.toContain('node:child_process')
  const foreign = loaded.filter(
    (url) =>
      !builtins.includes(url) &&
      !/\/dist\/(?:client|protocol|errors)\/[\w-]+\.js$/.test(url.replace(root.href, '/')) &&
      !/\/node_modules\/birpc\/dist\/[\w-]+\.mjs$/.test(url),
  )
  expect(foreign).toEqual([])
})
