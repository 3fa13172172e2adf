export { digestInputs } from './inputs.js'
export { PreparedFolder } from './prepared-folder.js'
