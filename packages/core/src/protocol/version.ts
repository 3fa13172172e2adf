/** The version that client and supervisor must have in common. Raised with every change of the messages. */
export const protocolVersion = 7
