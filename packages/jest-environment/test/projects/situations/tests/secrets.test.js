const { httpExecutor, simpleExecutor } = require('@mirakuru/jest-environment')
const { fails, node, shell } = require('../fails')

const name = 'api'
const env = { TOKEN: 'swordfish' }
const headers = { authorization: 'Bearer xyzzy' }
const told = (title, declaration) => fails('secrets', title, declaration)

told(
  'of a process that exits',
  httpExecutor(shell('exit 1; : postgres://admin:hunter2@db/'), { name, env, headers }),
)
told(
  'of a process that is never ready',
  httpExecutor(node('answers-with.mjs', '{port}', '401', 'postgres://admin:hunter2@db/'), {
    name,
    env,
    headers,
    startTimeout: 4_000,
  }),
)
told(
  'of a program that is missing',
  simpleExecutor('no-such-program postgres://admin:hunter2@db/', { env }),
)
told(
  'in bad options',
  httpExecutor('sleep 1000', {
    name,
    env: { ...env, 'TOKEN=swordfish': 'swordfish' },
    headers: { 'author ization': 'Bearer xyzzy' },
  }),
)
