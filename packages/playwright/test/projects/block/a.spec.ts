import { declareTests } from './shares.js'

declareTests('a')
