require('./tests').declareTests('c')
