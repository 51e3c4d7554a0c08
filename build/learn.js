// Flows are read, and what the library and the danger words teach is learned, once, here: a start only opens it.
import { readConversations } from '../dist/conversations.js'
import { keepSources } from '../dist/engine/kept-sources.js'
import { readLearned } from '../dist/learned.js'
import { FLOWS, KEPT_FLOWS, LEARNED, LOCALES } from '../dist/places.js'

await keepSources(FLOWS, KEPT_FLOWS)
const { words } = await readConversations(FLOWS, LOCALES)
await readLearned(LOCALES, { kept: LEARNED, words, exactly: true })
