import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const birpc = /\/node_modules\/birpc\/dist\/[\w-]+\.mjs$/

/** Every module that is loaded with another, those of Node included, however it was asked for them. */
function listLoaded(module: string): string[] {
  const source = `
    import { register } from 'node:module'
    // The hooks run, and print, in a thread of their own.
    register('data:text/javascript,' + encodeURIComponent(\`
      import { writeSync } from 'node:fs'
      export async function load(url, context, next) {
        writeSync(1, 'loaded ' + url + '\\\\n')
        return next(url, context)
      }\`))
    await import(${JSON.stringify(module)})
    for (const name of process.moduleLoadList) console.log(name.replace('NativeModule ', 'loaded node:'))`
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', source],
    { encoding: 'utf8', cwd: fileURLToPath(root), timeout: 15_000 },
  )
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return [...stdout.matchAll(/^loaded (.+)$/gm)].map(([, url = '']) => url.replace(root.href, ''))
}

test.each([
  [
    'as it is compiled',
    './dist/client/index.js',
    /^dist\/(?:client|link|protocol|errors|internal)\/[\w-]+\.js$/,
  ],
  ['as it is published', '@mirakuru/core/client', /^dist\/light\/[\w-]+\.js$/],
  ['with what adapters need', '@mirakuru/core/adapter', /^dist\/light\/[\w-]+\.js$/],
])(
  'The client %s loads only itself, link, protocol, errors and birpc, and nothing that starts processes',
  (_title, module, own) => {
    const loaded = listLoaded(module)
    const builtins = loaded.filter((url) => url.startsWith('node:'))
    expect(builtins).toContain('node:net')
    expect(builtins).not.toContain('node:child_process')
    const files = loaded.filter((url) => !url.startsWith('node:'))
    expect(files.filter((url) => own.test(url))).not.toEqual([])
    expect(files.filter((url) => !own.test(url) && !birpc.test(url))).toEqual([])
  },
)
