export const { DB_URL, FILE_URL, LITERAL, GONE } = process.env
