const warned = new Set<string>()

/**
 * Warns of a declaration that a test has used as a fixture. To Vitest it is a value like any other: nothing is started,
 * and a test that only looks at its `url` passes.
 *
 * @param context - that of the test; it has the fixtures that were used
 */
export function warnOfBareDeclarations(context: object): void {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(context))) {
    if (!isDeclaration(value) || warned.has(name)) continue
    warned.add(name)
    process.stderr.write(
      `mirakuru: the fixture "${name}" is a declaration, which starts nothing: ` +
        'import the function from "@mirakuru/vitest-plugin" or "@mirakuru/services/vitest"\n',
    )
  }
}

function isDeclaration(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return false
  return typeof (value as { executor?: unknown }).executor === 'string'
}
