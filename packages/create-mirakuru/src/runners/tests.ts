import { findService, type ServiceName } from '../services.js'
import { apiByFactory, declare } from './blocks.js'

/** Holds services for the tests of a file, one a line: those of the configuration, or others that it declares. */
export function useAll(chosen: readonly ServiceName[], isConfigured: boolean): readonly string[] {
  return chosen.map((name) => {
    const subject = isConfigured
      ? `'${name}'`
      : declare(name, { api: apiByFactory, namespace: 'services' })
    return `const ${name} = useProcess(${subject})`
  })
}

/** A test of each service, for runners with `expect()`. */
export function expectAll(chosen: readonly ServiceName[], isConfigured: boolean): string {
  return testAll(chosen, isConfigured, {
    open: (title) => `test('${title}', async () => {`,
    isTrue: (value) => `expect(${value}).toBe(true)`,
    isEqual: (value, expected) => `expect(${value}).toBe(${expected})`,
  })
}

/** How a runner's tests are written. */
export interface TestForm {
  /** The first line of a test. */
  readonly open: (title: string, service: ServiceName) => string
  readonly isTrue: (value: string) => string
  readonly isEqual: (value: string, expected: string) => string
}

/** A test of each service; the variables are those of the configuration. */
export function testAll(
  chosen: readonly ServiceName[],
  isConfigured: boolean,
  { open, isTrue, isEqual }: TestForm,
): string {
  const tests = chosen.map((name) => {
    const lines = [
      open(`${name} is ready`, name),
      `  ${isTrue(`await ${name}.running()`)}`,
      isConfigured
        ? `  ${isEqual(`process.env.${findService(name).variable}`, `${name}.url`)}`
        : undefined,
      '})',
    ]
    return lines.filter((line) => line !== undefined).join('\n')
  })
  return tests.join('\n\n')
}
