import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyToWork } from './copy.mjs'
import { installTarballs, run } from './tarballs.mjs'

/** How modules are found, with the module system that goes with it, and what is compiled. */
const [node10, node16, nodenext, bundler] = [
  ['node10', 'commonjs', 'uses-jest.ts'],
  ['node16', 'node16', 'uses-all.ts'],
  ['nodenext', 'nodenext', 'uses-all.ts'],
  ['bundler', 'esnext', 'uses-all.ts'],
]
/** The older ones take several seconds each. */
const compilers = {
  'typescript-5': [node10, node16],
  'typescript-6': [bundler],
  'typescript-7': [node16, nodenext, bundler],
}

const strictly = {
  noEmit: true,
  strict: true,
  target: 'es2022',
  lib: ['es2022', 'esnext.disposable', 'dom', 'dom.iterable'], // types of Playwright name elements
  types: ['node'],
}

/** Says whether a program that uses every entry compiles with each compiler. */
export function checkAllTypes(tarballs, versions) {
  const cwd = copyToWork('projects/types', 'types')
  installTarballs(cwd, tarballs, { versions })
  return Object.entries(compilers)
    .flatMap(([compiler, resolutions]) =>
      resolutions.map(([moduleResolution, module, file]) => {
        console.log(`\ntypes with ${compiler}, moduleResolution ${moduleResolution}`)
        const compilerOptions = { ...strictly, module, moduleResolution }
        const tsconfig = { compilerOptions, files: [file] }
        writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify(tsconfig))
        return run(process.execPath, [join(cwd, 'node_modules', compiler, 'bin/tsc'), '-p', cwd])
      }),
    )
    .every(Boolean)
}
