const { httpExecutor } = require('@mirakuru/jest-environment')
const { fails, node, serves } = require('../fails')

const named = { name: 'api', startTimeout: 4_000 }
const never = (title, declaration) => fails('a process that is never ready', title, declaration)

never(
  'because it always answers 500',
  httpExecutor(node('answers-with.mjs', '{port}', '500'), named),
)
never(
  'because it always answers 404',
  httpExecutor(node('answers-with.mjs', '{port}', '404'), named),
)
never(
  'because it accepts connections and answers nothing',
  httpExecutor(node('never-answers.mjs', '{port}'), named),
)
never(
  'because it does not speak TLS',
  httpExecutor(serves, { ...named, url: 'https://{host}:{port}/' }),
)
never('because it speaks TLS', httpExecutor(node('speaks-tls.mjs', '{port}'), named))
