import { declareTests } from '../../tests.js'

declareTests('packages/b', 'within')
