import { describeContract } from '../executors/contract.js'
import { makeSupervisedDriver } from './driver.js'

describeContract('A supervised http process', 'http', makeSupervisedDriver())
