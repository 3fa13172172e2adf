import { httpExecutor } from '@mirakuru/node-test'

export default {
  processes: { db: httpExecutor('node x.js {port}', { scope: 'test' }) },
  env: { DB_URL: '{db.url}', OTHER: '{dbb.url}' },
}
