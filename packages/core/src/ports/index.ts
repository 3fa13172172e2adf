export { allocatePort, isUnheld } from './allocate.js'
export { findQuietRange, type PortRange } from './range.js'
export type { PortReservation } from './reservation.js'
