import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { parse } from 'yaml'
import { openTestHouse, type Phone, type TestHouse } from './house.ts'
import { type Given, moveIn, type Neighbour } from './people.ts'

const FOLDER = new URL('./conversations/', import.meta.url).pathname

type Begun = { flow: string; input: Record<string, string> }
type Line = Record<
  string,
  string | { taps: string } | { voice: true } | { picture: true } | { link: string } | Begun
>
type Transcript = { people?: Neighbour[]; given?: Given; conversations: Record<string, Line[]> }

/** Each file is what neighbours and the house say to each other, word by word, through the phones page. */
for (const file of readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort()) {
  const transcript = parse(readFileSync(join(FOLDER, file), 'utf8')) as Transcript
  describe(basename(file, '.yaml'), () => {
    for (const [title, lines] of Object.entries(transcript.conversations)) {
      describe(title, () => {
        let house: TestHouse
        let ids: Record<string, string>
        beforeAll(async () => {
          house = await openTestHouse()
          ids = await moveIn(house.office, transcript.people ?? [], transcript.given)
        })
        afterAll(() => house?.close())
        it('goes as written', () => act(house, lines, ids), 30_000)
      })
    }
  })
}

async function act(house: TestHouse, lines: Line[], ids: Record<string, string>): Promise<void> {
  for (const line of lines) {
    const [who, what] = Object.entries(line)[0]!
    if (who === 'passes') await house.passes(what as string)
    else if (who.endsWith('<')) await phoneIn(house, who.slice(0, -1)).hears(what as string)
    else if (who.endsWith('!')) expect(await silent(house, who.slice(0, -1))).toEqual([])
    else if (who.endsWith('~')) await begin(house, ids[who.slice(0, -1)]!, what as string | Begun)
    else await say(house, who, what)
  }
}

const phones = new WeakMap<TestHouse, Map<string, Phone>>()

/** The house begins this flow with her: for what the phones page gives no occasion to. */
async function begin({ office, passes }: TestHouse, person: string, what: string | Begun): Promise<void> {
  const begun = typeof what === 'string' ? { flow: what } : what
  await sql`insert into errands (id, name, data, due_at)
    values (${randomUUID()}, 'flow.start', ${JSON.stringify({ person, ...begun })}, ${office.now()})`.execute(
    office.db,
  )
  await passes('PT1S')
}

async function silent(house: TestHouse, who: string): Promise<string[]> {
  await house.quiet()
  return (await phoneIn(house, who).sinceLast()).map((message) => message.text)
}

async function say(house: TestHouse, who: string, what: Line[string]): Promise<void> {
  const phone = phoneIn(house, who)
  if (typeof what === 'string') await phone.says(what)
  else if ('taps' in what) await phone.taps(what.taps)
  else if ('voice' in what) await phone.sendsVoice()
  else if ('link' in what) await phone.opensLink(what.link)
  else await phone.sendsPicture(PIXEL)
}

/** The same phone each time: it remembers what was heard. */
function phoneIn(house: TestHouse, who: string) {
  const known = phones.get(house) ?? new Map<string, Phone>()
  phones.set(house, known)
  if (!known.has(who)) known.set(who, house.phone(who))
  return known.get(who)!
}

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
