const { program } = require('../note')
const { fails } = require('./fails')

const { describeSituations } = require(program('situations.cjs'))

/** Brings about a part of what all adapters report alike: Jest runs the tests of a file one after the other. */
exports.bringAbout = (part, parts) => {
  const all = Object.entries(describeSituations(4_000)).flatMap(([group, situations]) =>
    Object.entries(situations).map(([title, declaration]) => [group, title, declaration]),
  )
  all.filter((_, index) => index % parts === part).forEach((each) => fails(...each))
}
