import { describeContract } from './contract.js'
import { inProcess } from './driver.js'

describeContract('TcpExecutor', 'tcp', inProcess)
