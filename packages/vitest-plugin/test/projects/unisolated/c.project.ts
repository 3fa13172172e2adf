import { declareHookThatThrows } from './tests.js'

declareHookThatThrows()
