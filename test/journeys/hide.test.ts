import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import { joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street } from './street.ts'

const DANGER = 'Kocam beni dövüyor ve öldüreceğini söylüyor'
/** How the house answers that. */
const READ = 'Yazdıklarınızı okudum'

describe('hide, on Telegram', () => {
  let street: Street
  let keyMother: string
  let ineke: Neighbour<OnTelegram>
  let people = 700_600_300

  beforeAll(async () => {
    street = await openStreet()
    keyMother = await street.appoints('Fatma', 'key-mother', street.onTelegram(700_600_101, 'tr'))
    ineke = street.onTelegram(700_600_201, 'nl')
    await street.appoints('Ineke', 'professional', ineke)
  })
  afterAll(() => street?.close())

  /** A mother who asked something harmless this morning, and is in danger now. */
  const inDanger = async () => {
    const elif = street.onTelegram(people++, 'tr')
    await joinsAt(street, elif, 'Elif', keyMother)
    await elif.says('Yüzme dersi nerede var?')
    await elif.taps('send-question.to_key_mother.choice.not_now')
    await street.passes('PT3H')
    await elif.says(DANGER)
    await elif.phone.hears('0800-2000')
    await elif.says('Kapıda duruyor')
    return elif
  }
  const kept = async (words: string) => {
    const { office } = street
    const rows = await office.db.selectFrom('messages').select('content').execute()
    return rows.some(({ content }) => office.sealer.open(content, 'messages.content').includes(words))
  }
  const screenOf = ({ phone }: Neighbour<OnTelegram>) => phone.screen().join('\n')

  it('her words and ours go off the screen, what was harmless stays, and our records keep it all', async () => {
    const elif = await inDanger()
    expect(screenOf(elif)).toContain(DANGER)
    await elif.says('gizle')
    await street.quiet()
    const left = screenOf(elif)
    for (const gone of [DANGER, 'Kapıda', READ]) expect(left).not.toContain(gone)
    expect(elif.phone.screen()).not.toContain('gizle')
    expect(left).toContain('Yüzme dersi')
    expect(left).toContain(elif.reads('hide.one.say').slice(0, 20))
    for (const words of [DANGER, 'Kapıda duruyor', '0800-2000']) expect(await kept(words)).toBe(true)
    await ineke.hears('danger-arrived.knock.ask')
  })

  it('by the button it is the same, and what is written to her later comes', async () => {
    const elif = await inDanger()
    await elif.taps('are-you-safe.called.choice.hide')
    await street.quiet()
    for (const gone of [DANGER, 'Kapıda', READ]) expect(screenOf(elif)).not.toContain(gone)
    await ineke.taps('danger-arrived.knock.choice.open')
    await ineke.taps('danger-arrived.shown.choice.take')
    await elif.hears('somebody-is-there.here.say', { name: 'Ineke' })
    expect(screenOf(elif)).toContain('Ineke')
    await elif.says('Kocam burada yazdıklarımı görüyor mu?')
    await elif.hears('quietly.noted.say')
    await ineke.phone.hears('Kocam burada yazdıklarımı görüyor mu?')
  })

  it('where Telegram refuses, the screen is filled all the same; where it is away, it is asked again', async () => {
    const elif = await inDanger()
    street.telegram.breaks(
      { error: 400, description: "Bad Request: message can't be deleted" },
      { method: 'deleteMessages', times: 1000 },
    )
    await elif.says('gizle')
    expect(screenOf(elif)).toContain(DANGER)
    expect(screenOf(elif)).toContain(elif.reads('hide.three.say').slice(0, 20))
    street.telegram.mends()
    street.telegram.breaks('gateway', { method: 'deleteMessages' })
    await elif.says('gizle')
    await street.passes('PT1M')
    expect(screenOf(elif)).not.toContain(DANGER)
  })

  it('what had not been sent yet never comes, and what was on its way goes when it has come', async () => {
    const elif = await inDanger()
    const { office } = street
    const waits = await sql<{ id: string }>`
      insert into messages (contact_id, direction, status, content, created_at, due_at)
      select contact_id, 'out', 'queued', content, created_at, ${office.now()}::timestamptz + interval '1 hour'
      from messages where direction = 'out' and contact_id = (select max(id) from contacts) order by id desc limit 1
      returning id`.execute(office.db)
    const deletions = () => street.telegram.callsOf('deleteMessages').length
    const before = deletions()
    await elif.says('gizle')
    const left = await sql`select from messages where id = ${waits.rows[0]!.id}`.execute(office.db)
    expect(left.rows).toEqual([])
    await street.passes('PT10S')
    expect(deletions()).toBeGreaterThanOrEqual(before + 2)
  })
})
