import { describe, expect, it } from '@jest/globals'
import { named } from '../../src/messaging/named.ts'
import { scrubbedSession } from '../../src/messaging/scrubbed.ts'

describe('a name that is looked for', () => {
  it.each([
    ['Joy', 'Joy’s circle', true],
    ['Joy', 'For the circles of Fatma, Joy', true],
    ['Joy', 'Enjoy it', false],
    ['Joy', 'Joyce answers you', false],
    ['Ayşe', "Ayşe'nin sorusu", true],
    ['Ay', 'Ayşe', false],
    ['Zoë', 'Zoe\u0308 komt', true],
    ['فاطمة', 'كتبت فاطمة لكِ', true],
    ['فاطمة', 'هذا لفاطمة', true],
    ['نور', 'نورة تكتب', false],
    ['e', 'e writes this', false],
    ['e', 'e', true],
    ['(a.b)', 'what (a.b) wrote', true],
    ['(a.b)', 'what (axb) wrote', false],
    ['', 'anything', false],
  ])('%s in "%s": %s', (name, text, isThere) => {
    expect(named(name).isIn(text)).toBe(isThere)
  })
})

describe('a conversation that goes on without her', () => {
  const HER = '11111111-1111-4111-8111-111111111111'
  const without = (values: Record<string, string>, name: string) => {
    const frame = { flow: 'f', version: '1', step: 's', values }
    const session = { id: 'a', stack: [frame], wait: { for: 'time', since: '', until: '' } }
    const forgotten = { person: HER, of: [HER], name: named(name) }
    const text = scrubbedSession(JSON.stringify(session), forgotten, () => new Set(['called_name']))
    return text && JSON.parse(text).stack[0].values
  }

  it('loses her name where somebody is named, and nothing that is only equal to it', () => {
    expect(without({ name: 'yes', named: 'yes', reply: 'yes' }, 'yes')).toEqual({
      ...{ name: '', named: 'yes', reply: 'yes' },
    })
    expect(without({ reply: 'yes' }, 'yes')).toBeNull()
  })

  it('loses the line that names her, and keeps the others', () => {
    expect(without({ card: 'Ontbijt\n💬 Joy: Kahvaltı\n📍 Huis' }, 'Joy')).toEqual({
      card: 'Ontbijt\n📍 Huis',
    })
  })

  it('keeps what its own person answered', () => {
    expect(without({ called_name: 'Joy', host: 'Joy, Fatma' }, 'Joy')).toEqual({
      called_name: 'Joy',
      host: '',
    })
  })
})
