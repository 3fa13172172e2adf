import { describeContract } from '../executors/contract.js'
import { makeSupervisedDriver } from './driver.js'

describeContract('A supervised unixSocket process', 'unixSocket', makeSupervisedDriver())
