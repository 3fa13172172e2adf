import { define } from './tests.mjs'

define('a', 'b')
