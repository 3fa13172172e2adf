const { httpExecutor, tcpExecutor } = require('@mirakuru/jest-environment')
const { fails, shell } = require('../fails')

const named = { name: 'api' }
const exits = (title, declaration) =>
  fails('a process that exits before it is ready', title, declaration)

exits('with code 0', tcpExecutor(shell('echo nothing to do'), named))
exits('with code 1', httpExecutor(shell('echo no database >&2; exit 1'), named))
exits('without a word', tcpExecutor(shell('exit 1'), named))
exits('by SIGKILL', tcpExecutor(shell('echo loading; kill -KILL $$'), named))
exits('by a segmentation fault', tcpExecutor(shell('kill -SEGV $$'), named))
exits(
  'after many lines and a long one',
  tcpExecutor(shell('seq 30; head -c 3000 /dev/zero | tr "\\0" x; exit 1'), named),
)
exits(
  'by an error that it has not caught',
  tcpExecutor(['node', '-e', 'throw new Error("no database")'], named),
)
