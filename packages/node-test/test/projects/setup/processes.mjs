import { httpExecutor, tcpExecutor } from '@mirakuru/node-test'
import { serve } from '../note.mjs'

export default {
  db: tcpExecutor(serve('db')),
  api: httpExecutor(serve('api'), { scope: 'file', env: { DB: '{db.port}' } }),
}
