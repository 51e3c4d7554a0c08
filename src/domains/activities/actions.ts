import { hostActions } from './host-actions.ts'
import { makeActions } from './make-actions.ts'
import { replyActions } from './reply-actions.ts'
import { translatorActions } from './translator-actions.ts'

export const actions = [...makeActions, ...replyActions, ...hostActions, ...translatorActions]
