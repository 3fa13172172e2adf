require('../../tests').declareTests('packages/b')
