import { test } from 'node:test'
import { tcpExecutor, useProcess } from '@mirakuru/node-test'
import { note, serve } from '../note.mjs'

const ofRun = useProcess(tcpExecutor(serve('run'), { scope: 'run' }))
const ofFile = useProcess(tcpExecutor(serve('file')))

test('sees both', () => note('sees', ofRun.pid, ofFile.pid))
