import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Person } from '../standins/telegram-person.ts'
import { joinsAt } from './joins.ts'
import { type Neighbour, openStreet, type Street } from './street.ts'

const GRACE = 700_600_003

describe('somebody whom an invitation does not reach', () => {
  let street: Street
  let fatma: Neighbour<Person>
  let elif: Neighbour<Person>
  let grace: Neighbour<Person>

  beforeAll(async () => {
    street = await openStreet()
    fatma = street.onTelegram(700_600_001, 'nl')
    elif = street.onTelegram(700_600_002, 'tr')
    grace = street.onTelegram(GRACE, 'en')
    const keyMother = await street.appoints('Fatma', 'key-mother', fatma)
    await joinsAt(street, elif, 'Elif', keyMother)
    await joinsAt(street, grace, 'Grace', keyMother)
  }, 60_000)
  afterAll(() => street?.close())

  const invitesTo = async (title: string) => {
    street.telegram.breaks(
      { error: 400, description: 'Bad Request: message is too long' },
      { method: 'sendMessage', chat: GRACE },
    )
    await fatma.says('nieuwe activiteit')
    await fatma.taps('activity-make.kind.choice.coffee')
    await fatma.says(title)
    await fatma.says('morgen 10:00')
    await fatma.taps('activity-when.sure.choice.yes')
    await fatma.says('Huis van de Wijk')
    await fatma.taps('activity-draft.preview.choice.send')
    await elif.phone.hears(title)
  }
  const last = () => fatma.phone.heard().at(-1)!.text

  it('is counted for the host when it is over', async () => {
    await invitesTo('Ontbijt')
    await elif.taps('activity-invitation.invite.choice.yes')
    await street.passes('P2D')
    expect(last()).toContain('1 persoon hoorde het niet op tijd')
    await fatma.says('mijn activiteiten')
    await fatma.tapsLabel('Ontbijt')
    expect(last()).toContain('1 persoon hoorde het niet op tijd')
  })

  it('is counted also when nobody said yes', async () => {
    await invitesTo('Zingen')
    await street.passes('P2D')
    expect(last()).toContain('Zingen')
    expect(last()).toContain('1 persoon hoorde het niet op tijd')
  })
})
