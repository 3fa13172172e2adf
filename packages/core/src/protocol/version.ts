/** Clients and supervisors understand each other only when both have this. Raised with every change of the messages. */
export const protocolVersion = 6
