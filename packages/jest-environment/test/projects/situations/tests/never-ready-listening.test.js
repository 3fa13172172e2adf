const { tcpExecutor } = require('@mirakuru/jest-environment')
const { fails, node, shell } = require('../fails')

const named = { name: 'api', startTimeout: 4_000 }
const never = (title, declaration) => fails('a process that is never ready', title, declaration)

never('because it listens on another port', tcpExecutor(node('listens-at.mjs', '0'), named))
never(
  'because it listens on another address',
  tcpExecutor(node('listens-at.mjs', '{port}', '::1'), named),
)
never(
  'because its healthcheck fails',
  tcpExecutor(node('listens-at.mjs', '{port}'), {
    ...named,
    healthcheck: shell('echo not migrated; exit 2'),
  }),
)
never(
  'because what it has to wait for does not come',
  tcpExecutor(node('listens-at.mjs', '{port}'), { ...named, waitOn: '{tmp}/migrated' }),
)
