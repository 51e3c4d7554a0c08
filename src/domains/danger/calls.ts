import { contactsOf } from '../../messaging/contact.ts'
import type { ErrandDesk } from '../../messaging/scene.ts'
import { defineTicketKind } from '../tickets/kinds.ts'
import type { AssignedTicket, Ticket } from '../tickets/tickets.ts'
import { lockDanger } from './danger.ts'

/** Danger waits for whoever is on duty, at any hour, and for one person only so long; then the next is called. */
export const DANGER = defineTicketKind({
  name: 'danger',
  ladder: [{ to: 'duty', wait: 'escalation.danger', urgent: true }],
  onAssigned: (desk, ticket) => call(desk, ticket, 'call'),
  onReminded: (desk, ticket) => call(desk, ticket, 'again'),
  async onMoved(desk, ticket, why) {
    // Only that nobody can be reached is told to her: whom it waits for changes nothing in what she can do.
    if (why !== 'nobody') return
    const danger = await lockDanger(desk, ticket.subject)
    if (!danger?.person) return
    const data = { person: danger.person, flow: 'nobody-reached', input: {} }
    desk.later({ name: 'flow.start', id: mark('nobody', ticket), data })
  },
})

/** There may be danger, and now there is: whoever is called hears it once more. */
export const ringAgain = (desk: ErrandDesk, ticket: AssignedTicket) => call(desk, ticket, 'rose')

/** Calls her on every phone she has: a professional who sleeps hears the one that is not on silent. */
async function call(
  desk: ErrandDesk,
  ticket: AssignedTicket,
  what: 'call' | 'again' | 'rose',
): Promise<void> {
  const input = { danger: ticket.subject }
  for (const [at, contact] of (await contactsOf(desk.tx, ticket.assignee)).entries())
    desk.later({
      name: 'flow.start',
      id: `${mark(what, ticket)}-${at}`,
      data: { contact, flow: 'danger-arrived', input },
    })
}

/** Whoever is called for somebody, or took it, hears on every phone that she has been erased. */
export async function tellGone(desk: ErrandDesk, whom: string, danger: string, now: Date): Promise<void> {
  for (const contact of await contactsOf(desk.tx, whom))
    desk.later({
      name: 'flow.start',
      id: `danger-left-${danger}-${contact}-${now.getTime()}`,
      data: { contact, flow: 'danger-arrived', input: { danger } },
    })
}

const mark = (what: string, ticket: Ticket) => `danger-${what}-${ticket.id}-${ticket.tick}`
