// asks-own.mjs PORT SERVER…: the same as asks-by-hand.mjs, with an executor.
import { TcpExecutor } from '@mirakuru/core'
import { answerOnce } from './answer-once.mjs'

const [, , port, ...command] = process.argv
const server = await new TcpExecutor(command, { port: Number(port) }).start()
await answerOnce(port)
console.log(String(process.hrtime.bigint()))
await server.stop()
