export { globalSetup as default } from './global.cjs'
