import { sql } from 'kysely'
import { type Neighbourhood, openNeighbourhood } from '../neighbourhood.ts'

export type Hall = Neighbourhood & {
  /** An activity of Fatma's, sent. @param at its hour, ISO 8601 @returns its id */
  sends(at: string, more?: { room?: number; rhythm?: string; what?: string }): Promise<string>
  /** What somebody says, and what comes of it. */
  says(name: string, activity: string, reply: string, more?: Record<string, number>): Promise<string>
  /** Everybody's reply to an activity, by name. */
  replies(activity: string): Promise<Record<string, string>>
  /** What was brought since the last look, and when: "amina: activity-reminder 2027-03-28T07:30". */
  timed(): string[]
}

/** A neighbourhood with one key mother, who makes activities; mothers are added by the tests. */
export async function openHall(startsAt: string): Promise<Hall> {
  const neighbourhood = await openNeighbourhood(startsAt)
  const { db, people, brought } = neighbourhood
  const flowDoes: Neighbourhood['flowDoes'] = (...done) => neighbourhood.flowDoes(...done)
  await neighbourhood.add('ineke', 'professional')
  await neighbourhood.add('fatma', 'key-mother')
  // Opened as they are: `now` is a getter.
  return Object.assign(neighbourhood, {
    async sends(at: string, { room, rhythm, what = 'Ontbijt' }: Parameters<Hall['sends']>[1] = {}) {
      const { results } = await flowDoes('fatma', 'activities.draft', { kind: 'coffee' })
      const activity = results!.activity as string
      await flowDoes('fatma', 'activities.say', { activity, part: 'what', text: what })
      await flowDoes('fatma', 'activities.setWhen', { activity, at, until: '' })
      await flowDoes('fatma', 'activities.setWhere', { activity, where: { label: 'Huis van de wijk' } })
      await flowDoes('fatma', 'activities.setWhom', { activity, whom: 'all', chosen: [] })
      if (room !== undefined) await flowDoes('fatma', 'activities.setRoom', { activity, room })
      if (rhythm) await flowDoes('fatma', 'activities.setRepeats', { activity, rhythm })
      await flowDoes('fatma', 'activities.send', { activity })
      return activity
    },
    async says(name: string, activity: string, reply: string, more = {}) {
      return (await flowDoes(name, 'activities.reply', { activity, reply, ...more })).outcome
    },
    async replies(activity: string) {
      const { rows } = await sql<{ person: string; reply: string }>`
        select person, reply from activity_replies where activity_id = ${activity}`.execute(db)
      const said = new Map(rows.map(({ person, reply }) => [person, reply]))
      const named = Object.entries(people).flatMap(([name, id]) => {
        const reply = said.get(id)
        return reply ? [[name, reply]] : []
      })
      return Object.fromEntries(named) as Record<string, string>
    },
    timed() {
      return brought.splice(0).map(({ to, flow, at }) => `${to}: ${flow} ${at.toISOString().slice(0, 16)}`)
    },
  }) as Hall
}
