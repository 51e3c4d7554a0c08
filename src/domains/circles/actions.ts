import { actions as joining } from './join-actions.ts'
import { actions as ofKeyMothers } from './key-mother-actions.ts'
import { actions as ofMembers } from './member-actions.ts'

/** What flows may do with circles: come in, trust a key mother, invite others, go on holiday. */
export const actions = [...joining, ...ofMembers, ...ofKeyMothers]
