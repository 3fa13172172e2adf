// `pnpm bench [TOPIC…] [--rounds N] [--full]`: measures, and writes docs/benchmarks.json, .md and the bars.
// `pnpm bench --draw`: measures nothing, and writes page and bars anew.
// `pnpm bench field`: starts and ends real servers; it writes nothing, and has options of its own.
import { parseArgs } from 'node:util'
import { runField } from './field/run.mjs'
import { publish, publishAgain, show } from './report/publish.mjs'
import { topics } from './topics.mjs'

const usage = `pnpm bench [TOPIC…] [--rounds N] [--full]   measures, and writes the page of benchmarks
pnpm bench --draw                           writes the page again, from the last measurements
pnpm bench field --help                     starts and stops real servers and wrappers

Topics: ${Object.keys(topics).join(', ')}`

async function runTopics() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      full: { type: 'boolean', default: false },
      draw: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const unknown = positionals.filter((name) => !Object.hasOwn(topics, name))
  if (unknown.length > 0)
    throw new Error(
      `There is no topic ${unknown.join(', ')}; there are ${Object.keys(topics).join(', ')}`,
    )
  const settings = {
    full: values.full,
    ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
  }
  if (values.draw) publishAgain()
  for (const [name, measure] of Object.entries(values.draw ? {} : topics)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    const tables = await measure(settings)
    for (const table of tables) console.log(show(table))
    publish(name, tables)
  }
}

if (process.argv[2] === 'field') await runField(process.argv.slice(3))
else await runTopics()
