import { testOnlyBook } from './only-book.js'

testOnlyBook('Frankenstein')
