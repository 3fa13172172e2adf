// Writes packages/core/schema/declaration.json, for editors, from the schema that checks declarations and the comments of
// their options; with --check it only says whether the file is right.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { declarationSchema, executorKinds } from '../packages/core/dist/declaration/schema.js'
import { root } from './run-step.mjs'

const core = join(root, 'packages/core')
const file = join(core, 'schema/declaration.json')
const z = createRequire(join(core, 'package.json'))('zod/mini')

const containerComments = readComments('container-options.ts')
const comments = {
  ...containerComments,
  ...readComments('options.ts'),
  ...readComments('resource-options.ts'),
  executor: 'What kind of executor starts it.',
  command:
    'The command line, split by the rules of the POSIX shell, or the program and its arguments.',
  stopSignal: 'The stop signal.',
  killSignal: 'The signal that ends it if it is still alive after `stopTimeout`.',
}
/** The others depend on the system. */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2']

/** Options that are something else for a container than for a process. */
const ofContainer = [
  'args',
  'port',
  'ports',
  'user',
  'healthcheck',
  'stopSignal',
  'url',
  'env',
  'banner',
]

const reference = (path) => ({ $ref: `#/definitions/${path}` })
const options = {}
const parts = describeParts()
const kinds = Object.fromEntries(executorKinds.map((kind) => [kind, describeKind(kind)]))
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Declarations of processes',
  description: 'One declaration, or several by name; see docs/command-line.md.',
  type: 'object',
  ...choose(
    { required: ['executor'], properties: { executor: { type: 'string' } } },
    reference('declaration'),
    choose(
      // A process of that name has an executor.
      {
        required: ['processes'],
        properties: { processes: { type: 'object', not: { required: ['executor'] } } },
      },
      reference('withVariables'),
      {
        properties: { $schema: { type: 'string' } },
        additionalProperties: reference('declaration'),
      },
    ),
  ),
  definitions: {
    declaration: {
      type: 'object',
      required: ['executor'],
      properties: { executor: { description: comments.executor, enum: executorKinds } },
      allOf: executorKinds.map((kind) =>
        choose(
          { properties: { executor: { const: kind } }, required: ['executor'] },
          reference(kind),
        ),
      ),
    },
    withVariables: {
      properties: {
        $schema: { type: 'string' },
        processes: { additionalProperties: reference('declaration') },
        env: {
          description:
            'Variables for the code under test, with values of the processes: `{db.url}`.',
          additionalProperties: { type: ['string', 'null'] },
        },
      },
      additionalProperties: false,
    },
    ...kinds,
    options,
  },
}

const text = await format(JSON.stringify(schema), {
  ...(await resolveConfig(file)),
  filepath: file,
})
if (!process.argv.includes('--check')) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  console.error(
    'packages/core/schema/declaration.json is not what the options are: run node scripts/declaration-schema.mjs',
  )
  process.exitCode = 1
}

function choose(condition, consequence, alternative) {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema, and nobody waits for it
  return { if: condition, then: consequence, else: alternative }
}

/** An option means the same wherever it is one, unless it is one of a container. */
function describeKind(kind) {
  const { properties, required } = z.toJSONSchema(declarationSchema(kind), {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  })
  for (const [name, option] of Object.entries(properties)) {
    if (name === 'executor' || name === 'uses') continue
    const { default: preset, ...rest } = parts[name] ?? simplify(name, option)
    options[nameOption(kind, name)] = {
      description:
        kind === 'container' ? (containerComments[name] ?? comments[name]) : comments[name],
      ...rest,
      ...(preset === undefined || typeof preset === 'object' ? {} : { default: preset }),
    }
  }
  const names = Object.keys(properties).filter((name) => name !== 'executor' && name !== 'uses')
  return {
    type: 'object',
    required,
    properties: {
      $schema: { type: 'string' },
      executor: { const: kind },
      ...Object.fromEntries(
        names.map((name) => [name, reference(`options/${nameOption(kind, name)}`)]),
      ),
    },
    additionalProperties: false,
  }
}

function nameOption(kind, name) {
  return kind === 'container' && ofContainer.includes(name) ? `container-${name}` : name
}

/** What a resource consists of, by the name of its option: there they are checked as declarations of their own. */
function describeParts() {
  const option = (name) => [name, reference(`options/${name}`)]
  const object = (names, required = []) => ({
    type: 'object',
    properties: Object.fromEntries(names.map(option)),
    required,
    additionalProperties: false,
  })
  const agent = object(['command', 'cwd', 'env', 'user', 'uid', 'gid'], ['command'])
  const inputs = { type: 'array', items: { type: 'string' }, description: comments.inputs }
  const template = object(['create', 'fill', 'env', 'url'])
  return {
    server: { anyOf: [{ type: 'string' }, reference('declaration')] },
    agent: { anyOf: [reference('options/command'), agent] },
    template: { ...template, properties: { ...template.properties, inputs } },
  }
}

/** Without what JSON cannot hold (`{}` stands for a RegExp, and for undefined) and what only says that it is a number. */
function simplify(name, option) {
  if (name.endsWith('Signal'))
    return { ...option, enum: undefined, anyOf: [{ enum: signals }, { pattern: '^SIG' }] }
  const simple = JSON.parse(JSON.stringify(option), (key, value) => {
    if (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) return undefined
    if (key !== 'anyOf') return value
    return value.filter((each) => Object.keys(each).length > 0)
  })
  // A command alone is short for an object with nothing else in it.
  return name === 'prepare' ? { anyOf: [...simple.properties.command.anyOf, simple] } : simple
}

/** What the types of the options say of each. */
function readComments(page) {
  const source = readFileSync(join(core, 'src/declaration', page), 'utf8')
  const found = source.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\n {2}readonly (\w+)\??:/g)
  return Object.fromEntries(
    [...found].map(([, comment, name]) => [
      name,
      comment
        .replaceAll(/^ *\* ?/gm, '')
        .trim()
        .replaceAll(/\s+/g, ' ')
        .replaceAll('`', ''),
    ]),
  )
}
