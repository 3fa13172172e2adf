// `pnpm bench [TOPIC…] [--rounds N] [--full]`: measures, and writes docs/benchmarks.json, .md and the bars.
import { parseArgs } from 'node:util'
import { publish, show } from './report/publish.mjs'
import { topics } from './topics.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, full: { type: 'boolean', default: false } },
})
const unknown = positionals.filter((name) => !Object.hasOwn(topics, name))
if (unknown.length > 0)
  throw new Error(
    `There is no topic ${unknown.join(', ')}; there are ${Object.keys(topics).join(', ')}`,
  )
const settings = {
  full: values.full,
  ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
}
for (const [name, measure] of Object.entries(topics)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const tables = await measure(settings)
  for (const table of tables) console.log(show(table))
  publish(name, tables)
}
