// Run in a package: packs it and checks the tarball as its users will meet it.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep } from './run-step.mjs'

const cwd = process.cwd()
// A package with a part for `require` promises CommonJS that its types work there too, also where the compiler knows no exports.
const { exports } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
const profile = JSON.stringify(exports).includes('"require"') ? 'strict' : 'esm-only'
// Only Jest loads the one, and only Vitest the other, which knows no `require`.
const untyped = ['--exclude-entrypoints', 'jest-preset', 'vitest']
const folder = mkdtempSync(join(tmpdir(), 'packed-'))
try {
  const packed = runStep('pnpm', ['pack', '--pack-destination', folder], { cwd, stdio: 'ignore' })
  const [tarball] = readdirSync(folder)
  const checked =
    packed &&
    runStep('publint', ['--strict', join(folder, tarball)], { cwd }) &&
    runStep(
      'attw',
      [join(folder, tarball), '--profile', profile, '--format', 'ascii', ...untyped],
      { cwd },
    )
  process.exitCode = checked ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}
