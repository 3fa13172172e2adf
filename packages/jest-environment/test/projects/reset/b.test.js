require('./tests').declareTests('b')
