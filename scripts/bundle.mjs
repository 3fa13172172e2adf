// Run in a package: node bundle.mjs [--with-packages] [--commonjs] FOLDER NAME=MODULE…  Puts entry points that somebody waits for into
// few files: Node needs about a third of a millisecond for each file of a module graph, whatever is in it.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'with-packages': { type: 'boolean', default: false },
    commonjs: { type: 'boolean', default: false },
  },
})
const withPackages = values['with-packages']
const [folder, ...entries] = positionals
const extension = values.commonjs ? 'cjs' : 'js'
const input = Object.fromEntries(entries.map((entry) => entry.split('=')))

/** Our own packages, and the small one that the client speaks with (its licence is in LICENSE). */
const allButOwn = /^(?!\.{0,2}\/|@mirakuru\/|birpc$)/
/** Loaded on first use: the first is a bundle of its own, the others hardly anybody uses. */
const loadedLater = ['#execa', 'tree-kill', 'wait-on']

if (!isFresh()) await write()

/** Whether nothing that is in it was compiled since the bundle was written: tests that use it may be running. */
function isFresh() {
  const written = Object.keys(input).map((name) => readMoment(join(folder, `${name}.${extension}`)))
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
    external: withPackages ? loadedLater : allButOwn,
    onLog(level, log) {
      if (level !== 'debug') throw new Error(log.message)
    },
  })
  const { output } = await bundle.write({
    dir: folder,
    format: values.commonjs ? 'cjs' : 'esm',
    sourcemap: !withPackages,
    entryFileNames: `[name].${extension}`,
    // The bundler appends to the name of a group who shares it.
    chunkFileNames: ({ name }) => `shared-${name.split('~')[0]}.${extension}`,
    codeSplitting: chooseSplitting(),
    plugins: values.commonjs ? [] : [{ name: 'builtin-modules', renderChunk: takeBuiltins }],
  })
  await bundle.close()
  if (withPackages) writeFileSync(join(folder, 'LICENSES'), listLicences(output))
}

function chooseSplitting() {
  // What both entry points need at once is in few files, by who needs it: the supervisor listens before it loads the rest.
  // What is loaded later is in files of its own.
  if (withPackages)
    return {
      groups: [
        {
          name: 'both',
          tags: ['$initial'],
          minShareCount: 2,
          entriesAware: true,
          entriesAwareMergeThreshold: 20_000,
        },
      ],
    }
  // One file, where there is one entry: what is rarely needed is small.
  return entries.length > 1
}

/** What the packages that are in a bundle ask to be handed on with them. */
function listLicences(output) {
  const modules = output.flatMap((chunk) => chunk.moduleIds ?? [])
  const folders = modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0])
  const texts = [...new Set(folders.filter(Boolean))]
    .toSorted((a, b) => a.localeCompare(b))
    .map((path) => {
      const { name, version, license } = JSON.parse(
        readFileSync(join(path, 'package.json'), 'utf8'),
      )
      const file = readdirSync(path).find((each) => /^licen[cs]e/i.test(each))
      // The Unlicense asks for nothing.
      if (file === undefined && license === 'Unlicense') return `${name} ${version} (${license})\n`
      if (file === undefined) throw new Error(`${name} is bundled, but has no file of its licence`)
      return `${name} ${version} (${license})\n\n${readFileSync(join(path, file), 'utf8').trim()}\n`
    })
  return `The files of this folder contain these packages:\n\n${texts.join('\n---\n\n')}`
}

/**
 * Node needs as long for the import of a module of its own as for a file, and makes all of its exports, `fs.promises`
 * for example, where it is imported for the first time: 1.3 of 10.7 ms that the client needs on Node 20, 3.6 of 10.3 on
 * Node 24. The bundler has no option for it.
 */
function takeBuiltins(code) {
  const imports = this.parse(code).body.filter(isImportOfBuiltin)
  const taken = imports.reduceRight(
    (text, { start, end, specifiers, source }) =>
      `${text.slice(0, start)}const ${declare(specifiers, source.value)};${text.slice(end)}`,
    code,
  )
  // No line moves, so the source map holds.
  return { code: taken, map: null }
}

function isImportOfBuiltin({ type, source, specifiers }) {
  return (
    type === 'ImportDeclaration' &&
    source.value.startsWith('node:') &&
    specifiers.length > 0 &&
    specifiers.every((each) => each.type !== 'ImportNamespaceSpecifier')
  )
}

/** The default export of such a module is the module itself. */
function declare(specifiers, name) {
  const module = `process.getBuiltinModule("${name}")`
  const isDefault = (each) => each.type === 'ImportDefaultSpecifier'
  const names = specifiers.filter((each) => !isDefault(each)).map(toProperty)
  return [
    ...specifiers.filter(isDefault).map(({ local }) => `${local.name} = ${module}`),
    ...(names.length === 0 ? [] : [`{ ${names.join(', ')} } = ${module}`]),
  ].join(', ')
}

function toProperty({ imported, local }) {
  return imported.name === local.name ? local.name : `${imported.name}: ${local.name}`
}
