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
const call = (desk: ErrandDesk, ticket: AssignedTicket, what: 'call' | 'again' | 'rose') =>
  ring(desk, ticket.assignee, ticket.subject, (_, at) => `${mark(what, ticket)}-${at}`)

/** Whoever is called for somebody, or took it, hears on every phone that she has been erased. */
export const tellGone = (desk: ErrandDesk, whom: string, danger: string) =>
  ring(desk, whom, danger, (contact) => `danger-left-${danger}-${contact}-${desk.now.getTime()}`)

async function ring(
  desk: ErrandDesk,
  whom: string,
  danger: string,
  idOf: (contact: string, at: number) => string,
): Promise<void> {
  for (const [at, contact] of (await contactsOf(desk.tx, whom)).entries())
    desk.later({
      name: 'flow.start',
      id: idOf(contact, at),
      data: { contact, flow: 'danger-arrived', input: { danger } },
    })
}

const mark = (what: string, ticket: Ticket) => `danger-${what}-${ticket.id}-${ticket.tick}`
