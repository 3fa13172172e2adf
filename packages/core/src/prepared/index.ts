export { PreparedFolder } from './prepared-folder.js'
