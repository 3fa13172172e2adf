import { TestRunner } from 'vitest'

/** Makes the function of a fixture that tests call by this name. */
type Create = (name: string) => object

/** What makes the fixture that Vitest is about to name. */
let next: Create | undefined
let isPatched = false

/**
 * Lets the function of a fixture know how tests call it. Vitest tells the name only where it asks the runner for the value
 * of a fixture that is injected: it reads `injected`, then calls `injectValue(name)`, see `parseUserFixtures()`.
 *
 * @param options - those of the fixture
 * @param create - is called once for each name that it is given
 */
export function nameFixture(options: object, create: Create): void {
  patchOnce()
  const created = new Map<string, object>()
  const createOnce: Create = (name) => {
    const known = created.get(name) ?? create(name)
    created.set(name, known)
    return known
  }
  const get = (): boolean => {
    next = createOnce
    return true
  }
  Object.defineProperty(options, 'injected', { get, enumerable: true })
}

function patchOnce(): void {
  if (isPatched) return
  isPatched = true
  const { prototype } = TestRunner
  const inject: (this: TestRunner, name: string) => unknown = Reflect.get(prototype, 'injectValue')
  prototype.injectValue = function (name): unknown {
    const create = next
    next = undefined
    return create === undefined ? inject.call(this, name) : create(name)
  }
}
