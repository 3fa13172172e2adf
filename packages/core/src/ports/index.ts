export { allocatePort } from './allocate.js'
export { findQuietRange, type PortRange } from './range.js'
export type { PortReservation } from './reservation.js'
