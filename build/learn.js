// What the library and the danger words teach is learned once, here: a start only reads it.
import { readLearned } from '../dist/learned.js'
import { LEARNED, LOCALES } from '../dist/places.js'

await readLearned(LOCALES, LEARNED)
