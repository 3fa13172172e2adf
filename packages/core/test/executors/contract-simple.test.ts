import { describeContract } from './contract.js'
import { inProcess } from './driver.js'

describeContract('SimpleExecutor', 'simple', inProcess)
