require('../tests').declareTests('a')
