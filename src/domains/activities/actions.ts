import { hostActions } from './host-actions.ts'
import { makeActions } from './make-actions.ts'
import { replyActions } from './reply-actions.ts'

export const actions = [...makeActions, ...replyActions, ...hostActions]
