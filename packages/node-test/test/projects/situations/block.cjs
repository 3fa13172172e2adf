const { join } = require('node:path')

const { blocks } = require(join(__dirname, '../../programs/situations.cjs'))

module.exports = blocks[process.env.BLOCK]
