// Run in a package: node bundle.mjs FOLDER NAME=MODULE…  Puts entry points that load in every test worker into few files:
// Node needs about a third of a millisecond for each file of a module graph, whatever is in it.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const [folder, ...entries] = process.argv.slice(2)
const input = Object.fromEntries(entries.map((entry) => entry.split('=')))

if (!isFresh()) await write()

/** Whether nothing that is in it was compiled since the bundle was written: tests that use it may be running. */
function isFresh() {
  const written = Object.keys(input).map((name) => readMoment(join(folder, `${name}.js`)))
  const compiled = ['dist', ...listOwnPackages()]
    .flatMap((from) => readdirSync(from, { recursive: true }).map((name) => join(from, name)))
    .filter((path) => path.endsWith('.js') && !path.startsWith(folder))
  return Math.min(...written) > Math.max(...compiled.map(readMoment))
}

/** What other packages of this repository have compiled is bundled as well. */
function listOwnPackages() {
  const scope = join('node_modules', '@mirakuru')
  return existsSync(scope) ? readdirSync(scope).map((name) => join(scope, name, 'dist')) : []
}

function readMoment(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

async function write() {
  const bundle = await rolldown({
    input,
    platform: 'node',
    // What entry points share lies in one of them, not in a file more: an entry point may export names that have no types.
    preserveEntrySignatures: 'allow-extension',
    // Packages stay outside, but for our own and the small one that the client speaks with (its licence is in LICENSE).
    external: /^(?!\.{0,2}\/|@mirakuru\/|birpc$)/,
    onLog(level, log) {
      if (level !== 'debug') throw new Error(log.message)
    },
  })
  await bundle.write({
    dir: folder,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'shared-[name].js',
    // One file, where there is one entry: what is rarely needed is small.
    codeSplitting: entries.length > 1,
    plugins: [
      // No line moves, so the source map holds.
      { name: 'builtin-modules', renderChunk: (code) => ({ code: takeBuiltins(code), map: null }) },
    ],
  })
  await bundle.close()
}

/**
 * Node needs as long for the import of a module of its own as for a file, and makes all of its exports, `fs.promises`
 * for example, where it is imported for the first time.
 */
function takeBuiltins(code) {
  return code.replaceAll(
    /^import \{ (.+) \} from "(node:.+)";$/gm,
    (_, names, module) =>
      `const { ${names.replaceAll(' as ', ': ')} } = process.getBuiltinModule("${module}");`,
  )
}
