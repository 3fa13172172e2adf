import { join } from 'node:path'
import { makeProject, runners, runProject } from '../contenders/projects.mjs'
import { interleave } from '../interleave.mjs'
import { findProgram, withFolder } from '../places.mjs'
import { tableOf } from '../table.mjs'

const server = [findProgram('becomes-ready.mjs'), 'http', '{port}', '0', '/dev/null']

/** What people write without us: a port of their own choice, and connects until one is accepted. */
const loop = `const start = async (spawn) => {
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
  const args = ${JSON.stringify(server)}.map((each) => each.replace('{port}', port))
  const child = spawn('node', args)
  for (;;) {
    const isThere = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (isThere) return { child, port }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
const ask = (port) => new Promise((resolve, reject) => {
  get({ host: '127.0.0.1', port, agent: false }, (response) => resolve(response.resume().statusCode)).on('error', reject)
})
`
const command = JSON.stringify(['node', ...server])

const vitest = {
  runner: runners.vitest,
  files: (test, plugin) => ({
    'package.json': '{ "type": "module" }',
    'vitest.config.mjs': `${plugin ? "import { mirakuru } from '@mirakuru/vitest-plugin/config'" : ''}
export default { plugins: [${plugin ? 'mirakuru()' : ''}], test: { reporters: ['dot'] } }
`,
    'file.test.mjs': `import { get } from 'node:http'
import { createServer, connect } from 'node:net'
import { afterAll, beforeAll, expect, test as base } from 'vitest'
${loop}${test}`,
  }),
  'one fixture': `import { tcpExecutor } from '@mirakuru/vitest-plugin'
const test = base.extend({ server: tcpExecutor(${command}) })
test('is answered', async ({ server }) => expect(await ask(server.port)).toBe(200))
`,
  'by hand: execa and a loop in beforeAll': `import { execa } from 'execa'
let server
beforeAll(async () => { server = await start((file, args) => execa(file, args, { reject: false })) })
afterAll(async () => { server.child.kill(); await server.child })
base('is answered', async () => expect(await ask(server.port)).toBe(200))
`,
}

const jest = {
  runner: runners.jest,
  files: (test, plugin) => ({
    'package.json': '{}',
    'jest.config.json': JSON.stringify({
      transform: {},
      ...(plugin && { preset: '@mirakuru/jest-environment' }),
    }),
    'file.test.js': `const { get } = require('node:http')
const { createServer, connect } = require('node:net')
${loop}${test}`,
  }),
  'one fixture': `const { tcpExecutor, useProcess } = require('@mirakuru/jest-environment')
const server = useProcess(tcpExecutor(${command}))
test('is answered', async () => expect(await ask(server.port)).toBe(200))
`,
  // Execa is an ES module, which Jest does not load without an experimental option of Node.
  'by hand: spawn and a loop in beforeAll': `const { spawn } = require('node:child_process')
const { once } = require('node:events')
let server
beforeAll(async () => { server = await start((file, args) => spawn(file, args, { stdio: 'ignore' })) })
afterAll(async () => { server.child.kill(); await once(server.child, 'exit') })
test('is answered', async () => expect(await ask(server.port)).toBe(200))
`,
}

/** Jest needs the preset, Vitest can do without the plugin. */
function canRun(what, runner, plugin) {
  return what === 'one fixture' ? plugin || runner === 'Vitest' : !plugin
}

/** What the smallest project waits for: the run of one file with one server. */
export async function measureOneFile({ rounds = 15 }) {
  return withFolder(async (folder) => {
    const tables = []
    for (const [name, { runner, files, ...tests }] of Object.entries({
      Vitest: vitest,
      Jest: jest,
    })) {
      const contenders = Object.entries(tests).flatMap(([what, test]) =>
        [false, true]
          .filter((plugin) => canRun(what, name, plugin))
          .map((plugin) => {
            const title = plugin && name === 'Vitest' ? `${what}, plugin configured` : what
            const project = makeProject(join(folder, name, title), runner, files(test, plugin))
            return [title, async () => (await runProject(project, runner)).wall]
          }),
      )
      const { '': walls } = await interleave(Object.fromEntries(contenders), { rounds })
      tables.push(
        tableOf(`One file in ${name}`, walls, {
          note: 'The whole run, with one Node server that is asked once.',
        }),
      )
    }
    return tables
  })
}
