import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { runVitest } from './support/run-vitest.js'

/** Of two tests at one line, and of two attempts of a third; and the verdict. */
const lines = ['/asked-by-one', '/asked-by-other', '/attempt-0', '/attempt-1']
const verdict = '"api" was killed unexpectedly by SIGKILL'

/** What each reporter wrote. */
type Told = Readonly<Record<string, string>>

async function tellAll(version: string): Promise<Told> {
  const junit = join(inject('installations')[version]?.folder ?? '', 'junit.xml')
  const more = ['--reporter=junit', `--outputFile.junit=${junit}`, '--reporter=github-actions']
  const first = await runVitest({ file: 'reported', version, args: more })
  const dot = await runVitest({ file: 'reported', version, reporter: 'dot' })
  const verbose = await runVitest({ file: 'reported', version, reporter: 'verbose' })
  return {
    default: first.errorOutput,
    dot: dot.errorOutput,
    verbose: verbose.errorOutput,
    json: first.tests.map(({ message }) => message).join('\n'),
    // It has each message as an attribute, too.
    junit: readFileSync(junit, 'utf8').replaceAll(/<failure message="[^"]*"/g, ''),
    'github-actions': (first.output.match(/^::error .*$/gm) ?? []).join('\n'),
  }
}

describe.each(Object.keys(inject('installations')))('Vitest %s', (version) => {
  let told: Told
  beforeAll(async () => {
    told = await tellAll(version)
  })

  test.each(['default', 'dot', 'verbose', 'json', 'junit', 'github-actions'])(
    'the reporter %s shows once what each failed test has to show',
    (reporter) => {
      const text = (told[reporter] ?? '').replaceAll('&quot;', '"')
      expect(text.split(verdict)).toHaveLength(2)
      for (const line of lines)
        expect(text.split(`api was asked for ${line}`), line).toHaveLength(2)
      // The process that crashed has said its last lines with the verdict.
      expect(text.split('api is ready')).toHaveLength(lines.length + 2)
    },
  )
})
