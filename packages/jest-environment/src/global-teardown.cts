export { globalTeardown as default } from './global.cjs'
