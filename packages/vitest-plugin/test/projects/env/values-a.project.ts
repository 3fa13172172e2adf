import { declareTests } from './tests.js'

declareTests('a')
