/**
 * The one way to measure: all contenders take turns, one sample each a round, in an order that rotates; warm-up rounds
 * do not count. What disturbs the machine for a while then disturbs all of them.
 *
 * @param contenders - by name, functions that return a sample, or several by the name of what they measure
 * @returns samples by the name of what was measured (`''` for single ones), then by contender
 */
export async function interleave(contenders, { rounds, warmups = 1 }) {
  const names = Object.keys(contenders)
  const taken = {}
  for (let round = -warmups; round < rounds; round++) {
    for (const position of names.keys()) {
      const name = names[(position + round + warmups) % names.length]
      const result = await contenders[name](round)
      if (round >= 0 && result !== undefined) file(taken, name, result)
    }
  }
  return inOrderOf(names, taken)
}

function file(taken, name, result) {
  const parts = typeof result === 'object' ? result : { '': result }
  for (const [what, value] of Object.entries(parts)) {
    taken[what] ??= {}
    taken[what][name] ??= []
    taken[what][name].push(...[value].flat())
  }
}

function inOrderOf(names, taken) {
  const sort = (samples) =>
    Object.fromEntries(names.filter((name) => name in samples).map((name) => [name, samples[name]]))
  return Object.fromEntries(Object.entries(taken).map(([what, samples]) => [what, sort(samples)]))
}

/** For contenders that take seconds: only every n-th round. */
export function seldom(every, contender) {
  return (round) =>
    round === -1 || (round >= 0 && round % every === 0) ? contender(round) : undefined
}
