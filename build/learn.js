// What the library and the danger words teach is learned once, here: a start only reads it.
import { readConversations } from '../dist/conversations.js'
import { readLearned } from '../dist/learned.js'
import { FLOWS, LEARNED, LOCALES } from '../dist/places.js'

const { words } = await readConversations(FLOWS, LOCALES)
await readLearned(LOCALES, { kept: LEARNED, words, exactly: true })
