// Writes the reference of the public exports to docs/api/dist, from their doc comments; with --check it only says what is
// wrong with them: exports without a comment, links to nowhere, types that a signature names and that nobody can import.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application } from 'typedoc'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '../..')

/** What adapters for test runners import, and the supervisor, which is a program. */
const internal = /^@mirakuru\/core\/\w/

/** What a signature names although nobody can import it: inner steps of types. */
const unimportable = {
  '@mirakuru/core': [
    'ChosenScope',
    'OptionsWith',
    'Serialisable',
    'WithCommand',
    // Of constructors that only `createExecutor()` calls.
    'FindExecutor',
    'InnerPlace',
    'ParsedOptions',
  ],
  '@mirakuru/jest-environment': ['WithCommand'],
}

const nothing = { notExported: false, notDocumented: false, invalidLink: false }

const packages = [
  'core',
  'vitest-plugin',
  'jest-environment',
  'node-test',
  'playwright',
  'services',
].map(readPackage)
const entries = packages.flatMap(({ entryPoints }) => entryPoints)

const application = await Application.bootstrap({
  name: 'Mirakuru for TypeScript',
  tsconfig: join(here, 'tsconfig.json'),
  basePath: root,
  entryPoints: entries.map(({ file }) => file),
  readme: 'none',
  // TypeScript 7 has checked the types already.
  skipErrorChecking: true,
  excludeExternals: true,
  excludeProtected: true,
  disableGit: true,
  sourceLinkTemplate: 'https://github.com/mirakuru-ts/mirakuru/blob/main/{path}#L{line}',
  packagesRequiringDocumentation: packages.map(({ name }) => name),
})

const project = await application.convert()
if (project !== undefined) {
  checkNames()
  checkComments()
  checkImports()
  if (!process.argv.includes('--check')) await application.generateDocs(project, join(here, 'dist'))
}
process.exitCode = application.logger.hasErrors() || application.logger.hasWarnings() ? 1 : 0

/** The entry points that have types, as its package.json says. */
function readPackage(folder) {
  const path = join(root, 'packages', folder)
  const { name, exports } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  const typed = Object.entries(exports).flatMap(([entry, conditions]) => {
    const types = conditions.types ?? conditions.import?.types
    return types === undefined ? [] : [[join(name, entry), types]]
  })
  const entryPoints = typed
    .filter(([entry]) => !internal.test(entry))
    .map(([entry, types]) => ({
      entry,
      file: join(path, types.replace('./dist/', 'src/').replace('.d.ts', '.ts')),
    }))
  return { name, entryPoints }
}

/** Each is called what users import. */
function checkNames() {
  const named = new Set(project.children?.map(({ name }) => name))
  for (const { entry, file } of entries)
    if (!named.has(entry))
      application.logger.error(`${file}: it does not begin with "@module ${entry}"`)
}

function checkComments() {
  application.options.setValue('validation', { ...nothing, notDocumented: true, invalidLink: true })
  application.validate(project)
}

/** Types that are missing are looked for in one package only: that of the project. */
function checkImports() {
  application.options.setValue('validation', { ...nothing, notExported: true })
  for (const { name } of packages) {
    project.packageName = name
    application.options.setValue('intentionallyNotExported', unimportable[name] ?? [])
    application.validate(project)
  }
}
