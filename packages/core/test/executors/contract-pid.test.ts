import { describeContract } from './contract.js'
import { inProcess } from './driver.js'

describeContract('PidExecutor', 'pid', inProcess)
