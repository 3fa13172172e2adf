const { blocks } = require('../../programs/situations.cjs')

module.exports = blocks[process.env.BLOCK]
