// Allocates as many ports as it is told, prints them, and holds them until its standard input ends.
import { allocatePort } from '../../dist/ports/allocate.js'

const count = Number(process.argv[2])
const reservations = await Promise.all(Array.from({ length: count }, () => allocatePort()))
console.log(JSON.stringify(reservations.map(({ port }) => port)))
process.stdin.on('end', () => process.exit()).resume()
