import { HeldProcess, type HoldRequest } from '../client/index.js'
import { listReferences, nameDeclared, type Declaration } from '../declaration/index.js'
import { DeclarationError } from '../errors/index.js'
import type { UseTarget } from './use-target.js'

/** The key of a declaration that has none: it is called by its own name. */
const anonymous = ''

/**
 * The process of a fixture, whose default scope is `test`.
 *
 * @param number - two fixtures that are declared alike are two processes all the same
 */
export function describeFixture(
  declaration: Declaration,
  { folder, number }: { readonly folder: string; readonly number: number },
): UseTarget {
  const { scope = 'test' } = declaration
  return {
    processes: { [anonymous]: { ...declaration, scope } as Declaration },
    key: anonymous,
    label: nameDeclared(declaration),
    scope,
    folder,
    instance: ` fixture ${number}`,
    problem: undefined,
  }
}

/**
 * What the declaration of a fixture refers to: other fixtures, which the runner sets up before and tears down after.
 *
 * @param values - what those are for this test, by their names
 * @throws {@link DeclarationError} when one of them is no process
 */
export function findBound(
  declaration: Declaration,
  values: Readonly<Record<string, unknown>>,
): Required<Pick<HoldRequest, 'bound'>> {
  const found = listReferences(declaration).map((name) => [name, values[name]] as const)
  const strangers = found.filter(([, value]) => !(value instanceof HeldProcess))
  if (strangers.length === 0)
    return { bound: Object.fromEntries(found) as Record<string, HeldProcess> }
  throw new DeclarationError(
    `${declaration.executor} executor "${nameDeclared(declaration)}"`,
    strangers.map(([name]) => ({
      path: '',
      message: `it refers to the fixture "${name}", which is no process`,
    })),
  )
}
