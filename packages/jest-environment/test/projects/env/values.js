/** What code of an application reads when it is loaded. */
const { DB_URL, SLOT, FILE_URL, LITERAL, BEFORE, GONE } = process.env
module.exports = { DB_URL, SLOT, FILE_URL, LITERAL, BEFORE, GONE }
