import type { StartReport } from '@mirakuru/vitest-plugin'
import { styleText } from 'node:util'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Prints each test with the processes that were started for it. */
export default class StartsReporter implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result()
    const mark = state === 'passed' ? styleText('green', '✓') : styleText('red', '✗')
    console.log(`${mark} ${test.fullName}`)
    for (const start of test.meta().mirakuru ?? []) console.log(describe(start))
    for (const error of errors ?? []) console.log(indent(error.stack ?? error.message))
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const passed = tests.filter((test) => test.result().state === 'passed')
    console.log(`\n${passed.length} of ${tests.length} tests passed`)
  }
}

const owners = {
  test: 'for this test',
  file: 'for this file',
  worker: 'for this worker',
  run: 'for the whole run',
}

function describe({ name, address, scope, readyAfter }: StartReport): string {
  const what = `started ${name} ${owners[scope]}, ready on ${address} after ${Math.round(readyAfter)} ms`
  return styleText('dim', `    ${what}`)
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ')
}
