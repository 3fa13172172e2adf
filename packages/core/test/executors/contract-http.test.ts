import { describeContract } from './contract.js'
import { inProcess } from './driver.js'

describeContract('HttpExecutor', 'http', inProcess)
