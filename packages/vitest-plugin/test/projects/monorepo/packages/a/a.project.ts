import { declareTests } from '../../tests.js'

declareTests('packages/a', 'within')
