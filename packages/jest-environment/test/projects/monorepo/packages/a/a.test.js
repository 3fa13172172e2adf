require('../../tests').declareTests('packages/a')
