export { Session, type SessionHost } from './session.js'
