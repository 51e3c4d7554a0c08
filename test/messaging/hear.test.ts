import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { writtenOut } from '../../src/domains/circles/codes.ts'
import { invite } from '../../src/domains/circles/invitations.ts'
import { moveIn } from '../people.ts'
import { type Neighbour, openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
let people: Record<string, string>

beforeAll(async () => {
  post = await openPostHouse()
  people = await moveIn(post.office, ['grace', 'joy'])
})
afterAll(() => post?.close())

const asked = async (kind: string, question: string) => {
  const one = await post.neighbour()
  await post.begins(one, 'asking', { kind })
  await one.hears(question)
  return one
}
const lastText = (one: Neighbour) => one.heard().at(-1)!.text
const payloadOf = (one: Neighbour, label: string) => {
  const message = one.heard().findLast(({ labels }) => labels.includes(label))!
  return message.payloads[message.labels.indexOf(label)]!
}
const tap = (one: Neighbour, payload: string) =>
  post.door.message({ ...post.text(one, ''), content: { kind: 'tap', payload } })

describe('a tap', () => {
  it('on a button of long ago is told to be done, and what is asked now is asked again', async () => {
    const amina = await asked('choice', 'Which colour?')
    await amina.taps('Red')
    await amina.hears('I have heard you.')
    await post.begins(amina, 'diary')
    await amina.hears('What shall I write down?')
    await post.passes('PT5S')
    await amina.taps('Green')
    await amina.hears('from earlier')
    await amina.hears('What shall I write down?')
  })

  it('on a button of another person opens nothing of hers', async () => {
    const [amina, elif] = [await asked('choice', 'Which colour?'), await asked('text', 'Which word?')]
    await post.passes('PT5S')
    await tap(elif, payloadOf(amina, 'Red'))
    await elif.hears('from earlier')
    await post.quiet()
    expect(amina.heard()).toHaveLength(1)
    await amina.taps('Red')
    await amina.hears('I have heard you.')
  })

  it('that is no button of ours is told so, and harms nothing', async () => {
    const amina = await asked('text', 'Which word?')
    for (const payload of ['', '.', 'x'.repeat(64), "'; drop table contacts; --", 'open.', '{}']) {
      await post.passes('PT5S')
      await tap(amina, payload)
    }
    await post.quiet()
    expect(amina.heard().filter(({ text }) => text.includes('from earlier'))).toHaveLength(6)
    await amina.says('bread')
    await amina.hears('I have heard you.')
  })

  it('twice on the same button has one effect', async () => {
    const amina = await asked('choice', 'Which colour?')
    const payload = payloadOf(amina, 'Red')
    await Promise.all([tap(amina, payload), tap(amina, payload)])
    await amina.hears('I have heard you.')
    await post.quiet()
    expect(amina.heard().filter(({ text }) => text.includes('I have heard you.'))).toHaveLength(1)
  })
})

describe('a global word', () => {
  const STEPS: [kind: string, question: string][] = [
    ['choice', 'Which colour?'],
    ['text', 'Which word?'],
    ['number', 'How many?'],
    ['date', 'Which day?'],
    ['several', 'Which colours?'],
    ['voice', 'Say something.'],
    ['place', 'Where?'],
  ]
  it.each(STEPS)(
    'is heard where a %s is asked for, and afterwards the question comes again',
    async (kind, question) => {
      const amina = await asked(kind, question)
      await amina.says('language')
      await amina.hears(/Which language|اللغة/)
      await amina.taps('English')
      await amina.hears('From now on I write English.')
      await post.quiet()
      expect(lastText(amina)).toContain(question)
    },
  )

  it.each(['menu', 'Menü', 'القائمة', '/menu', ' MENU! ', 'hoofdmenu', 'قائمه'])(
    'works in every language and spelling, whatever she reads: %s',
    async (word) => {
      const amina = await asked('text', 'Which word?')
      await amina.says(word)
      expect((await amina.hears('What would you like to do?')).labels).toContain('Language')
    },
  )

  it('is understood with one slip of the finger, but not where she is asked for words of her own', async () => {
    const [amina, elif] = [await asked('choice', 'Which colour?'), await asked('text', 'Which word?')]
    for (const one of [amina, elif]) await one.says('langauge')
    await amina.hears(/Which language/)
    await elif.hears('I have heard you.')
  })

  it('inside a sentence is a word like others', async () => {
    const amina = await asked('text', 'Which word?')
    await amina.says('stop the washing machine')
    await amina.hears('I have heard you.')
  })
})

describe('an answer that comes after days', () => {
  const late = async () => {
    const amina = await asked('text', 'Which word?')
    await post.passes('P3D')
    await amina.says('patience')
    await amina.hears('Shall we go on?')
    return amina
  }

  it('is not taken blindly, and not lost either', async () => {
    const amina = await late()
    await amina.taps('Yes, go on')
    await amina.hears('I have heard you.')
  })

  it('is let go when she would rather see the menu', async () => {
    const amina = await late()
    await amina.says('no')
    await amina.hears('What would you like to do?')
  })

  it('to a button still finds its question', async () => {
    const amina = await asked('choice', 'Which colour?')
    await post.passes('P3D')
    await amina.taps('Red')
    await amina.hears('I have heard you.')
  })
})

describe('an invitation', () => {
  const stranger = (id: number) => post.telegram.person(id, { language: 'en' })
  const codeOf = async () => {
    const made = { network: 'zuid', keyMother: people.joy }
    return (await invite(post.office.db, post.office, made, post.office.now())).code
  }

  it.each(['JOIN', 'join', 'meedoen', 'katıl', 'انضمام'])('typed as on the sheet opens: %s', async (word) => {
    const someone = stranger(800_000 + word.charCodeAt(0) + word.length * 1000 + word.charCodeAt(1))
    await someone.says(`${word} ${writtenOut(await codeOf())}`)
    await someone.hears(/Which language|Welke taal/)
    await someone.taps('English')
    await someone.hears('I bring mothers in Zuid together')
  })

  it('in one piece, in small letters, opens as well', async () => {
    const someone = stranger(890_001)
    await someone.says(`join ${(await codeOf()).toLowerCase()}`)
    await someone.hears(/Which language|Welke taal/)
    await someone.taps('English')
    await someone.hears('I bring mothers in Zuid together')
  })
})

describe('what is no words', () => {
  it('is answered kindly, and what was asked is asked again', async () => {
    const amina = await asked('text', 'Which word?')
    await amina.sends({ sticker: { file_id: 'x', emoji: '🌷' } })
    await amina.hears('I cannot open that.')
    await amina.sends({ poll: { id: '1', question: '?' } })
    await amina.hears('I cannot open that.')
    await amina.hears('Which word?')
    await amina.says('tulip')
    await amina.hears('I have heard you.')
  })

  it.each(['👍', '{name}', '<b>bold</b>', '\u0024{1+1}', '{{1}}', 'ا'.repeat(4096)])(
    'and what looks like something else is taken as it is: %#',
    async (text) => {
      const amina = await post.neighbour()
      await post.begins(amina, 'diary')
      await amina.hears('What shall I write down?')
      await amina.says(text)
      await amina.hears('Written:')
      expect(await post.diary(amina)).toEqual([text])
    },
  )
})
