/** What code of an application reads when it is loaded. */
export const { DB_URL, SLOT, FILE_URL, LITERAL, BEFORE, GONE } = process.env
