import { define } from './tests.mjs'

define('b', 'a')
