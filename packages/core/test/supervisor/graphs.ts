import fc from 'fast-check'
import {
  simpleExecutor,
  type Declaration,
  type Scope,
  type ScopeOptions,
} from '../../src/declaration.js'

/** How a run of processes that refer to each other ends. */
export const manners = ['release', 'crash', 'abort', 'kill'] as const

/** Processes that refer to each other, and what becomes of them. */
export interface GraphRun {
  /** By name, in the order in which they are declared. */
  readonly processes: Readonly<Record<string, Declaration>>
  /** Names in the order in which they are taken, and given back. */
  readonly taken: readonly string[]
  readonly givenBack: readonly string[]
  readonly manner: (typeof manners)[number]
  /** Who crashes, where one does. */
  readonly victim: string
}

/** From what lives longest: a process can refer to what lives as long as itself, or longer. */
const scopes: readonly Scope[] = ['run', 'worker', 'file', 'test']

interface Node {
  readonly name: string
  readonly scope: number
  readonly references: readonly string[]
  readonly spares: number
}

/** Names before what refers to them. */
const names = (count: number): string[] => [...Array(count).keys()].map((index) => `p${index}`)

function node(index: number, earlier: readonly string[]): fc.Arbitrary<Node> {
  return fc.record({
    name: fc.constant(`p${index}`),
    scope: fc.nat(scopes.length - 1),
    references: fc.shuffledSubarray([...earlier]),
    spares: fc.nat(1),
  })
}

/** A scope that is as short as that of what it refers to, at least. */
function fitScopes(nodes: readonly Node[]): Node[] {
  const fitted = new Map<string, Node>()
  for (const each of nodes) {
    const others = each.references.map((name) => fitted.get(name)?.scope ?? 0)
    fitted.set(each.name, { ...each, scope: Math.max(each.scope, ...others) })
  }
  return [...fitted.values()]
}

function declare({ scope, references, spares }: Node): Declaration {
  const isShared = scope < scopes.indexOf('file')
  const options: ScopeOptions =
    isShared || spares === 0
      ? { scope: scopes[scope] }
      : { scope: scopes[scope] === 'test' ? 'test' : 'file', spares }
  return simpleExecutor(['sleep', '1000'], {
    ...options,
    env: { AFTER: references.map((name) => `{${name}.name}`).join(' ') },
  })
}

/** Every acyclic graph of up to so many processes, in every order of declaration and reference. */
export function graphRuns(most: number): fc.Arbitrary<GraphRun> {
  return fc
    .integer({ min: 2, max: most })
    .chain((count) => {
      const all = names(count)
      const nodes = fc.tuple(...all.map((_, index) => node(index, all.slice(0, index))))
      const order = fc.shuffledSubarray(all, { minLength: count })
      const some = fc.shuffledSubarray(all, { minLength: 1 })
      return fc.tuple(nodes, order, some, fc.constantFrom(...manners), fc.nat())
    })
    .chain(([nodes, order, taken, manner, victim]) => {
      const fitted = new Map(fitScopes(nodes).map((each) => [each.name, each]))
      return fc.record({
        processes: fc.constant(
          Object.fromEntries(order.map((name) => [name, declare(fitted.get(name) as Node)])),
        ),
        taken: fc.constant(taken),
        givenBack: fc.shuffledSubarray(taken, { minLength: taken.length }),
        manner: fc.constant(manner),
        victim: fc.constant(taken[victim % taken.length] ?? ''),
      })
    })
}
