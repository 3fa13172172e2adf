import { describeContract } from '../executors/contract.js'
import { makeSupervisedDriver } from './driver.js'

describeContract('A supervised output process', 'output', makeSupervisedDriver())
