const {
  outputExecutor,
  pidExecutor,
  tcpExecutor,
  unixSocketExecutor,
} = require('@mirakuru/jest-environment')
const { fails, shell } = require('../fails')

const sleeps = shell('echo still loading; exec sleep 1000')
const named = { name: 'api', startTimeout: 1_500 }
const never = (title, declaration) => fails('a process that is never ready', title, declaration)

never('because it does not listen', tcpExecutor(sleeps, named))
never('because it does not print the banner', outputExecutor(sleeps, { ...named, banner: 'up' }))
never(
  'because it prints the banner on the other stream',
  outputExecutor(shell('echo listening >&2; exec sleep 1000'), {
    ...named,
    banner: 'listening',
    stream: 'stdout',
  }),
)
never(
  'because it writes no pid file',
  pidExecutor(sleeps, { ...named, filename: '{tmp}/daemon.pid' }),
)
never(
  'because it opens no unix socket',
  unixSocketExecutor(sleeps, { ...named, socketPath: '{tmp}/app.sock' }),
)
