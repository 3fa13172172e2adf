require('./files').declareTests()
