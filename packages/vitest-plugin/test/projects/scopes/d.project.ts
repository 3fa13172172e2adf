import { declareTests } from './tests.js'

declareTests('d')
