import { declareTests } from './files.js'

declareTests()
