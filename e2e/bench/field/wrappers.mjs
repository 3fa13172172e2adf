// Package managers, task runners and other programs in front of a server, as `pnpm bench field` starts them: each with a
// server that ends with 0 when it is told to stop, and with one that leaves the signal to Node.
import { mkdirSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the packages are, installed by `pnpm bench field --install`. */
export const cache = join(tmpdir(), 'mirakuru-field')
const bin = join(cache, 'node_modules')
const node24 = fileURLToPath(
  new URL(`../../node24/node_modules/node-linux-${process.arch}/bin/node`, import.meta.url),
)

const packages = [
  '@yarnpkg/cli-dist@4.18.1',
  'bun@1.4.5',
  'concurrently@9.2.5',
  'cross-env@10.1.0',
  'deno@2.9.6',
  'dotenv-cli@11.0.0',
  'env-cmd@11.0.0',
  'lerna@10.1.1',
  'nodemon@3.1.14',
  'npm@11.19.1',
  'nx@22.7.12',
  'pnpm@12.21.0',
  'tsx@4.23.15',
  'turbo@2.11.11',
  'yarn@1.22.22',
]

/** Installs the packages, about 600 MB. */
export function installWrappers() {
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{ "private": true }')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], {
    cwd: cache,
    stdio: 'inherit',
  })
}

const server = `const server = require('node:http').createServer((_request, response) => response.end('hello'))
server.listen(Number(process.env.PORT), '127.0.0.1')
if (process.argv[2] !== 'plain') process.on('SIGTERM', () => process.exit(0)).on('SIGINT', () => process.exit(0))
`

const workspace = {
  'apps/api/package.json': (start) =>
    JSON.stringify({ name: 'api', version: '1.0.0', scripts: { start } }),
  'apps/api/server.js': () => server,
}

/** How each is called, with the server's own command in `{server}`; by the name on the page. */
const calls = {
  node: { run: 'node server.js' },
  'npm start': { run: 'npm start', program: 'npm/bin/npm-cli.js' },
  'npm exec': { run: "npm exec -c '{server}'", program: 'npm/bin/npm-cli.js' },
  'pnpm start': { run: 'pnpm start', program: 'pnpm' },
  'yarn start (4)': {
    run: `node ${bin}/@yarnpkg/cli-dist/bin/yarn.js start`,
    before: `node ${bin}/@yarnpkg/cli-dist/bin/yarn.js install >&2`,
    program: '@yarnpkg/cli-dist',
    files: { 'yarn.lock': () => '' },
    env: { YARN_ENABLE_TELEMETRY: '0', YARN_NODE_LINKER: 'node-modules', CI: '' },
  },
  'yarn start (1)': { run: `node ${bin}/yarn/bin/yarn.js start`, program: 'yarn' },
  'bun run start': { run: 'bun run start', program: 'bun' },
  'bun server.js': { run: 'bun {file}', program: 'bun' },
  'deno task start': { run: 'deno task start', program: 'deno' },
  tsx: { run: 'tsx {file}', program: 'tsx' },
  'tsx watch': { run: 'tsx watch {file}', program: 'tsx' },
  nodemon: { run: 'nodemon {file}', program: 'nodemon' },
  concurrently: { run: "concurrently '{server}'", program: 'concurrently' },
  'cross-env': { run: 'cross-env A=1 {server}', program: 'cross-env' },
  'dotenv-cli': { run: 'dotenv -- {server}', program: 'dotenv-cli' },
  'env-cmd': {
    run: 'env-cmd -f env {server}',
    program: 'env-cmd',
    files: { env: () => 'A=1\n' },
  },
  'turbo run start': {
    run: 'turbo run start',
    program: 'turbo',
    root: { workspaces: ['apps/*'], packageManager: 'npm@11.19.1' },
    files: {
      ...workspace,
      'turbo.json': () =>
        JSON.stringify({
          globalPassThroughEnv: ['MIRAKURU_ID', 'PORT'],
          tasks: { start: { cache: false, persistent: true } },
        }),
    },
    env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_UI: 'false' },
  },
  'turbo run start (strict)': {
    run: 'turbo run start',
    program: 'turbo',
    root: { workspaces: ['apps/*'], packageManager: 'npm@11.19.1' },
    files: {
      ...workspace,
      'turbo.json': () =>
        JSON.stringify({ tasks: { start: { cache: false, persistent: true, env: ['PORT'] } } }),
    },
    env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_UI: 'false' },
  },
  nx: {
    run: 'nx run api:start',
    before: `ln -s ${bin} node_modules`,
    program: 'nx',
    root: { workspaces: ['apps/*'] },
    files: { ...workspace, 'nx.json': () => '{}' },
    env: { NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
  },
  lerna: {
    run: 'lerna run start --stream',
    before: `ln -s ${bin} node_modules`,
    program: 'lerna',
    root: { workspaces: ['apps/*'] },
    files: { ...workspace, 'lerna.json': () => '{ "version": "1.0.0" }', 'nx.json': () => '{}' },
    env: {
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      PATH: `${dirname(node24)}:${bin}/.bin:${process.env.PATH}`,
    },
  },
  'node --run': { run: `${node24} --run start`, program: node24 },
  'node --watch': { run: 'node --watch {file}' },
  'sh -c': { run: "sh -c '{server}'" },
  "sh -c 'a; b'": { run: "sh -c '{server}; echo b'" },
  'sh -c exec': { run: "sh -c 'exec {server}'" },
  'bash -c & wait': { run: "bash -c '{server} & wait'" },
  timeout: { run: 'timeout 600 {server}' },
  script: { run: "script -qc '{server}' /dev/null" },
  'setsid -w': { run: 'setsid -w {server}' },
  stdbuf: { run: 'stdbuf -oL {server}' },
  nice: { run: 'nice {server}' },
}

const variants = { '': '', ', no handler': ' plain' }

/** In the form of servers.mjs. */
export const wrappers = Object.entries(calls).flatMap(([call, each]) =>
  Object.entries(variants).map(([suffix, argument]) => describe(call + suffix, each, argument)),
)

function describe(name, { run, before, program, root, files, env }, argument) {
  const start = `node server.js${argument}`
  const written = Object.entries(files ?? {}).map(([file, write]) => [file, write(start)])
  return {
    name,
    program: program === undefined || program.startsWith('/') ? program : join(bin, program),
    debian: undefined,
    isWrapper: true,
    before: ['cd {tmp}', before].filter(Boolean).join('\n'),
    command: run.replaceAll('{server}', start).replaceAll('{file}', `server.js${argument}`),
    files: {
      'package.json': JSON.stringify({
        name: 'app',
        version: '1.0.0',
        scripts: { start },
        ...root,
      }),
      'server.js': server,
      ...Object.fromEntries(written),
    },
    env: { PORT: '{port}', PATH: `${bin}/.bin:${process.env.PATH}`, ...env },
    ask: { path: '/', expect: /^HTTP\/1.1 200/ },
    advice: { executor: 'http' },
  }
}
