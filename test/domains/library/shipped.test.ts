import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readOutside } from '../../../src/domains/library/outside.ts'
import { readAsks, readEntry, readLibrary } from '../../../src/domains/library/shipped.ts'
import { OperatorError } from '../../../src/operator-error.ts'
import { FILE } from './entry.ts'

const PLACE = { file: 'locales/en/library/noise.md', language: 'en', topic: 'noise' }

describe('an answer of the library', () => {
  it('is read from its file', () => {
    expect(readEntry(FILE, PLACE)).toMatchObject({
      ...PLACE,
      title: 'Noise at night',
      next: 'Write down when it is loud.',
      ask: 'municipality',
      source: 'https://www.rijksoverheid.nl/',
      checked: '2026-11-27',
      reviewed: false,
      asks: ['the stairs are loud at night', 'neighbours sing until morning'],
      answer: expect.stringMatching(/^Talk with .*\n\nDoes it .* somebody\.$/),
    })
  })

  it('is known by its digest: the same for the same file, another for any change', () => {
    const { digest } = readEntry(FILE, PLACE)
    expect(readEntry(FILE, PLACE).digest).toBe(digest)
    expect(readEntry(FILE.replace('first', 'soon'), PLACE).digest).not.toBe(digest)
  })

  it('counts as reviewed only when a person has said yes', () => {
    expect(readEntry(FILE.replace('reviewed: no', 'reviewed: yes'), PLACE).reviewed).toBe(true)
  })

  it.each([
    ['has no facts', FILE.replace('---\n', ''), 1, 'two lines of ---'],
    ['has facts that are never closed', FILE.replace('\n---\nTalk', '\nTalk'), 1, 'two lines of ---'],
    ['has a title that is not closed', FILE.replace('night"\nnext', 'night\nnext'), 2, ''],
    ['has a fact twice', FILE.replace('ask: mun', 'ask: school\nask: mun'), 5, 'unique'],
    ['has no title', FILE.replace(/title.*\n/, ''), 2, 'title: '],
    ['asks somebody whom nobody knows', FILE.replace('municipality', 'king'), 4, 'ask: '],
    ['has no source', FILE.replace(/https.*/, 'my cousin'), 5, 'source: '],
    ['was compared on no day', FILE.replace('2026-11-27', 'yesterday'), 6, 'checked: '],
    ['is reviewed, perhaps', FILE.replace('reviewed: no', 'reviewed: maybe'), 7, 'reviewed: '],
    ['has a way of asking without words', FILE.replace(/"neigh.*"/, '""'), 10, 'asks.1: '],
    ['has a fact that nobody reads', FILE.replace('ask:', 'mood: good\nask:'), 2, 'mood'],
  ])('that %s is refused in one line that names the file and its line', (_, text, line, told) => {
    const error = thrownBy(() => readEntry(text, PLACE))
    expect(error).toBeInstanceOf(OperatorError)
    expect(error.message).toMatch(/^locales\/en\/library\/noise\.md:\d+: \S.*$/)
    expect(error.message).toContain(told)
    expect(error.message).toContain(`noise.md:${line}: `)
  })
})

describe('the shipped library', () => {
  let locales: string
  beforeAll(() => {
    locales = mkdtempSync(join(process.env.TEST_SERVERS_DIR ?? tmpdir(), 'locales-'))
    put('en/library/noise.md', FILE)
    put('nl/library/noise.md', FILE)
    put('nl/library/notes.txt', 'not an answer')
    put('nl/words.json', '{}')
    put('pl/asks.yaml', 'noise:\n  - "glosno w nocy"\n')
    put('nl/outside.yaml', '- "hoe laat is het"\n')
  })
  afterAll(() => rmSync(locales, { recursive: true, force: true }))
  const put = (path: string, content: string) => {
    mkdirSync(join(locales, dirname(path)), { recursive: true })
    writeFileSync(join(locales, path), content)
  }

  it('is a file for each topic and language', async () => {
    const read = (await readLibrary(locales)).map(({ topic, language }) => `${topic} ${language}`)
    expect(read).toEqual(['noise en', 'noise nl'])
  })

  it('knows ways of asking in a language without answers, and what asks for none', async () => {
    expect(await readAsks(locales)).toEqual([
      { topic: 'noise', language: 'pl', file: join(locales, 'pl/asks.yaml'), asks: ['glosno w nocy'] },
    ])
    expect(await readOutside(locales)).toEqual(['hoe laat is het'])
  })

  it.each([
    ['pl/asks.yaml', '- "glosno"\n', readAsks],
    ['nl/outside.yaml', 'noise: loud\n', readOutside],
    ['en/library/noise.md', 'Talk with them.\n', readLibrary],
  ])('is not read by halves: %s is named when it is wrong', async (path, content, reading) => {
    put(path, content)
    const error = await reading(locales).then(
      () => null,
      (thrown: Error) => thrown,
    )
    expect(error).toBeInstanceOf(OperatorError)
    expect(error!.message).toMatch(/^\S+:\d+: [^\n]+$/)
    expect(error!.message).toContain(path)
  })
})

function thrownBy(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  throw new Error('Nothing was refused')
}
