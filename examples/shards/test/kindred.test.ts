import { testOnlyBook } from './only-book.js'

testOnlyBook('Kindred')
