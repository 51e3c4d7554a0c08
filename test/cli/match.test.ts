import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'

type Answer = {
  id: unknown
  topic: string | null
  top: string[]
  danger: boolean
  level: 'sure' | 'soft' | 'none'
  lang: string
}

const MAIN = resolve('dist/cli/main.js')
const ASKED = [
  { id: 7, text: 'My two year old only eats pasta and refuses vegetables', lang: 'en' },
  { id: 'b', text: 'Waar kan ik een goedkope winterband voor mijn fiets kopen?', lang: 'nl' },
  { id: null, text: 'كم ساعة يسمح للطفل أمام الشاشة والتابلت؟', lang: null },
  { id: 'd', text: 'my husband hits me and the children every night' },
  { id: 'e', text: 'uyku', lang: 'tr' },
  { id: 'f', text: 'wlidi ma bghach y9ra f dar', lang: 'ar' },
  { id: 'g', text: '' },
]

describe('match', () => {
  let answers: Answer[]
  beforeAll(async () => {
    const { printed, complaint, code } = await match([], lines(ASKED))
    expect([code, complaint]).toEqual([0, ''])
    answers = read(printed)
  }, 120_000)

  it('answers every line, in the same order, with the same fields', () => {
    expect(answers.map(({ id }) => id)).toEqual(ASKED.map(({ id }) => id))
    for (const answer of answers) {
      expect(Object.keys(answer)).toEqual(['id', 'topic', 'top', 'danger', 'level', 'lang'])
      expect(answer.top.length).toBeLessThanOrEqual(3)
      expect(answer.danger).toBe(answer.level !== 'none')
    }
  })

  it('answers a plain question at once, whether the language is told or not', () => {
    expect(answers[0]).toMatchObject({ topic: 'picky-eating', level: 'none', lang: 'en' })
    expect(answers[0]!.top[0]).toBe('picky-eating')
    expect(answers[2]).toMatchObject({ topic: 'screen-time', lang: 'ar' })
  })

  it('passes on what asks for something else', () => {
    expect(answers[1]).toMatchObject({ topic: null, danger: false, lang: 'nl' })
  })

  it('answers no danger and offers nothing for it', () => {
    expect(answers[3]).toMatchObject({ topic: null, top: [], danger: true })
  })

  it('answers no single word, and takes it for her own language', () => {
    expect(answers[4]).toMatchObject({ topic: null, lang: 'tr' })
    expect(answers[6]).toMatchObject({ topic: null, top: [], level: 'none' })
  })

  it('knows Darija in Latin letters', () => {
    expect(answers[5]!.lang).toBe('ary-Latn')
  })

  it('takes one question as words, and the language beside it', async () => {
    const { printed, code } = await match(['--lang', 'tr', 'okul', 'uyku'], '')
    const [answer, ...more] = read(printed)
    expect([code, more]).toEqual([0, []])
    expect(answer).toMatchObject({ id: null, topic: null, lang: 'tr' })
    const plain = await match(ASKED[0]!.text.split(' '), '')
    expect(read(plain.printed)).toEqual([{ ...answers[0], id: null }])
  })

  it('passes over empty lines, and needs no newline at the end', async () => {
    const { printed, code } = await match([], `\n${JSON.stringify(ASKED[0])}\n\n${JSON.stringify(ASKED[4])}`)
    expect([code, read(printed)]).toEqual([0, [answers[0], answers[4]]])
  })

  it.each([
    ['hello'],
    ['{"id": 1}'],
    ['{"id": 1, "text": 5}'],
    ['{"id": 1, "text": "a", "lang": 3}'],
    ['[]'],
  ])('stops at a line that is no question, with one line that names it: %s', async (bad) => {
    const { printed, complaint, code } = await match([], `${JSON.stringify(ASKED[0])}\n\n${bad}\n`)
    expect(code).toBe(1)
    expect(complaint).toMatch(/^[^\n]*\b[Ll]ine 3\b[^\n]*\n$/)
    expect(read(printed)).toEqual([answers[0]])
  })
})

const lines = (questions: object[]) => questions.map((one) => `${JSON.stringify(one)}\n`).join('')
const read = (printed: string): Answer[] =>
  printed
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Answer)

/** Runs the operator's tool as built, with this on its standard input. */
function match(words: string[], input: string) {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [MAIN, 'match', ...words], { env: { PATH, HOME } })
  let [printed, complaint] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  // It may end before it has read everything.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise<{ printed: string; complaint: string; code: number | null }>((done) =>
    child.once('close', (code) => done({ printed, complaint, code })),
  )
}
