export { allocatePort } from './allocate.js'
export type { PortReservation } from './reservation.js'
