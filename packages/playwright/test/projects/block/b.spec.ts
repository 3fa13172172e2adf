import { declareTests } from './shares.js'

declareTests('b')
