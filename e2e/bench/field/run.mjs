import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { judge, summarise } from './judge.mjs'
import { runTrial } from './run-trial.mjs'
import { findMissing, listSubjects, subjects } from './subjects.mjs'
import { installWrappers } from './wrappers.mjs'

const ways = ['young', 'idle', 'client', 'owner']
const help = `pnpm bench field [NAME…] [options]: real servers, and wrappers in front of a server, started and ended

  NAME…            only these: ${Object.keys(subjects).join(', ')}, or one by its name
  --core FOLDER    the package of a build of the core; several take turns (default: that of this repository)
  --bare           TCP and all defaults, in place of what docs/servers.md advises
  --how WAYS       when each is ended, of ${ways.join(', ')} (default: the first three):
                   right after it is ready, a second later, with a client, by kill -9 of its owner
  --rounds N       how often each (default: young 3, others 1)
  --load N         keeps the machine busy with so many processes when an owner is killed
  --install        installs the wrappers from npm into the temporary folder, and nothing else
  --json           prints every trial as a line of JSON too
`

const known = {
  core: { type: 'string', multiple: true },
  bare: { type: 'boolean', default: false },
  how: { type: 'string', default: ways.slice(0, 3).join(',') },
  rounds: { type: 'string' },
  load: { type: 'string', default: '0' },
  install: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
}

/** `pnpm bench field`, see `--help`: prints a row for each, and a closing line for each build. */
export async function runField(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: known,
  })
  if (values.help) return console.log(help)
  if (values.install) return installWrappers()
  const settings = {
    ...values,
    how: values.how.split(','),
    cores: listCores(values.core),
  }
  const chosen = choose(positionals)
  printHead(settings)
  const results = []
  for (const subject of chosen)
    for (const each of await trySubject(subject, settings)) results.push(each)
  for (const core of settings.cores) {
    const trials = results.filter((each) => each.core === core).flatMap((each) => each.trials)
    console.log(`${core.title}${summarise(trials)}`)
  }
}

async function trySubject(subject, settings) {
  const missing = findMissing(subject)
  if (missing !== undefined) {
    console.log(`skipped: ${subject.name}: ${missing}`)
    return []
  }
  const results = settings.cores.map((core) => ({ core, trials: [] }))
  for (const way of settings.how) {
    const times = Number(settings.rounds ?? (way === 'young' ? 3 : 1))
    for (let round = 0; round < times; round++)
      for (const { core, trials } of results)
        trials.push(await tryOnce(subject, core, way, settings))
  }
  for (const { core, trials } of results) {
    const { starts, answers, ends, left } = judge(trials, settings.how)
    printRow([`${core.title}${subject.name}`, starts, answers, ...ends, left])
  }
  return results
}

async function tryOnce({ name }, core, how, { bare, load, json }) {
  const plan = { core: core.entry, name, bare, how, load: Number(load) }
  const trial = { name, how, ...(await runTrial(plan)) }
  if (json) console.log(JSON.stringify({ core: core.entry, ...trial }))
  return trial
}

function choose(names) {
  const unknown = names.filter(
    (name) => subjects[name] === undefined && !listSubjects().some((each) => each.name === name),
  )
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}\n\n${help}`)
  if (names.length === 0) return listSubjects()
  return Object.entries(subjects).flatMap(([kind, each]) =>
    each.filter(({ name }) => names.includes(kind) || names.includes(name)),
  )
}

function listCores(folders) {
  if (folders === undefined)
    return [
      {
        title: '',
        entry: createRequire(import.meta.url).resolve('@mirakuru/core'),
      },
    ]
  // pnpm runs this in the folder of the package; what was typed is relative to where it was typed.
  return folders.map((folder, index) => {
    const entry = join(resolve(process.env.INIT_CWD ?? '.', folder), 'dist/index.js')
    if (!existsSync(entry)) throw new Error(`There is no build in ${folder}: ${entry} is missing`)
    return { title: folders.length === 1 ? '' : `${index + 1}. `, entry }
  })
}

function printHead({ cores, how }) {
  if (cores.length > 1) for (const { title, entry } of cores) console.log(`${title}${entry}`)
  const columns = ['', 'starts', 'answers', ...how, 'left']
  printRow(columns)
  printRow(columns.map(() => '---'))
}

function printRow(cells) {
  console.log(`| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)
}
