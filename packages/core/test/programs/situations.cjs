// Why a test cannot have the process that it needs: what every adapter has to report alike. By group and title, as the
// declarations of a configuration. What is said of each is in core/test/support/situations-of-adapters.txt.
const { join } = require('node:path')

const shell = (script) => ['sh', '-c', script]
const node = (name, ...args) => ['node', join(__dirname, name), ...args]
const listens = node('listens-at.mjs', '{port}')
const sleeps = shell('echo still loading; exec sleep 1000')
const tcp = (command, options) => ({ executor: 'tcp', command, name: 'api', ...options })
const http = (command, options) => ({ ...tcp(command, options), executor: 'http' })
const simple = (command, options) => ({ ...tcp(command, options), executor: 'simple' })

const serves = ['node', '../../programs/serves.mjs', '{port}']
const exits = { executor: 'http', command: shell('echo no database; exit 3') }

/** Configurations of the projects, which lie in `projects/situations`. */
exports.blocks = {
  sound: {
    api: { executor: 'http', command: serves },
    db: { executor: 'http', command: serves, scope: 'file' },
  },
  broken: { api: exits },
  invalid: {
    db: { executor: 'tcp', command: serves, scope: 'file' },
    api: { executor: 'http', command: serves, env: { DB: '{dbb.port}', NAME: '{db.prot}' } },
    one: { executor: 'http', command: serves, env: { TWO: '{two.port}' } },
    two: { executor: 'http', command: serves, env: { ONE: '{one.port}' } },
    three: { executor: 'http', command: serves, env: { DB: '{db.port}' } },
  },
}

/** Milliseconds: the runners that begin many of them at once need more. */
exports.describeSituations = (startTimeout) => ({
  'a process that exits before it is ready': {
    'with code 0': tcp(shell('echo nothing to do')),
    'with code 1': http(shell('echo no database >&2; exit 1')),
    'without a word': tcp(shell('exit 1')),
    'by SIGKILL': tcp(shell('echo loading; kill -KILL $$')),
    'by a segmentation fault': tcp(shell('kill -SEGV $$')),
    'by an error that it has not caught': tcp(['node', '-e', 'throw new Error("no database")']),
    'after many lines and a long one': tcp(
      shell('seq 30; head -c 3000 /dev/zero | tr "\\0" x; exit 1'),
    ),
  },
  'a process that cannot be started': {
    'because there is no such program': simple('no-such-program --verbose'),
    'because it is not executable': simple([join(__dirname, 'serves.mjs'), '{port}']),
    'because its folder is missing': simple('sleep 1', { cwd: '/no/such/folder' }),
    'because its folder is a file': simple('sleep 1', { cwd: '/etc/hostname' }),
  },
  'a process that is never ready': describeNeverReady({ startTimeout }),
  'a declaration': {
    'with bad options': http(listens, {
      prot: 3000,
      startTimeout: '5s',
      env: { PORT: ['{port}'] },
    }),
    'with a bad pattern': { ...tcp(listens, { banner: '(' }), executor: 'output' },
    'with a misspelt placeholder': http(listens, { env: { PORT: '{prot}' } }),
  },
  secrets: describeSecrets({ startTimeout }),
})

function describeNeverReady(timed) {
  const answers = (status) => http(node('answers-with.mjs', '{port}', status), timed)
  const silent = (executor, options) => ({ ...tcp(sleeps, { ...timed, ...options }), executor })
  return {
    'because it does not listen': silent('tcp'),
    'because it does not print the banner': silent('output', { banner: 'up' }),
    'because it prints the banner on the other stream': silent('output', {
      command: shell('echo listening >&2; exec sleep 1000'),
      banner: 'listening',
      stream: 'stdout',
    }),
    'because it writes no pid file': silent('pid', { filename: '{tmp}/daemon.pid' }),
    'because it opens no unix socket': silent('unixSocket', { socketPath: '{tmp}/app.sock' }),
    'because it listens on another port': tcp(node('listens-at.mjs', '0'), timed),
    'because it listens on another address': tcp([...listens, '::1'], timed),
    'because it always answers 500': answers('500'),
    'because it always answers 404': answers('404'),
    'because it accepts connections and answers nothing': http(
      node('never-answers.mjs', '{port}'),
      timed,
    ),
    'because it does not speak TLS': http(node('serves.mjs', '{port}'), {
      ...timed,
      url: 'https://{host}:{port}/',
    }),
    'because it speaks TLS': http(node('speaks-tls.mjs', '{port}'), timed),
    'because its healthcheck fails': tcp(listens, {
      ...timed,
      healthcheck: shell('echo not migrated; exit 2'),
    }),
    'because what it has to wait for does not come': tcp(listens, {
      ...timed,
      waitOn: '{tmp}/migrated',
    }),
  }
}

function describeSecrets(timed) {
  const env = { TOKEN: 'swordfish' }
  const headers = { authorization: 'Bearer xyzzy' }
  const url = 'postgres://admin:hunter2@db/'
  return {
    'of a process that exits': http(shell(`exit 1; : ${url}`), { env, headers }),
    'of a process that is never ready': http(node('answers-with.mjs', '{port}', '401', url), {
      ...timed,
      env,
      headers,
    }),
    'of a program that is missing': simple(`no-such-program ${url}`, { env }),
    'in bad options': http('sleep 1000', {
      env: { ...env, 'TOKEN=swordfish': 'swordfish' },
      headers: { 'author ization': 'Bearer xyzzy' },
    }),
  }
}
