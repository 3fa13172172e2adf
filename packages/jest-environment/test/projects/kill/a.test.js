require('./tests').declareTests('a')
