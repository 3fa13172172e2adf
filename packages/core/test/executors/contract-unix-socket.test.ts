import { describeContract } from './contract.js'
import { inProcess } from './driver.js'

describeContract('UnixSocketExecutor', 'unixSocket', inProcess)
