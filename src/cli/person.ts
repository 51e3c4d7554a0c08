import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { transaction } from '../db/database.ts'
import { appoint } from '../domains/circles/appoint.ts'
import { writtenOut } from '../domains/circles/codes.ts'
import { dutyList, setDuty } from '../domains/people/duty.ts'
import { erase, revenants, tombstones } from '../domains/people/erasure.ts'
import { exportOf } from '../domains/people/export.ts'
import { readName } from '../domains/people/name.ts'
import { findPerson, type Person, peopleOf, ROLES, type Role } from '../domains/people/people.ts'
import { plan } from '../messaging/plan.ts'
import type { PostOffice } from '../messaging/post-office.ts'
import type { Errand } from '../messaging/scene.ts'
import type { OpenOffice } from '../office.ts'
import { OperatorError } from '../operator-error.ts'
import { networkNamed } from './network.ts'
import { type Open, print, withOffice } from './opened.ts'

/** `person list | add | duty | export | erase | erased`: the people of a network. */
export function personCommands(program: Command, open: Open): void {
  const person = program.command('person').description('the people of a network')
  person
    .command('list')
    .description('everybody: id, role, status; names only when asked for')
    .requiredOption('--network <id>')
    .option('--names', 'with names', false)
    .action(({ network, names }: { network: string; names: boolean }) =>
      withOffice(open, async (office) => {
        await networkNamed(office.db, network)
        for (const one of await peopleOf(office.db, office, network))
          print(one.id, one.role, statusOf(one, office.now()), ...(names ? [one.name] : []))
      }),
    )
  person
    .command('add')
    .description('appoint somebody: prints a code that works once and gives her this role')
    .requiredOption('--network <id>')
    .requiredOption('--role <role>', ROLES.join(', '))
    .requiredOption('--name <name>', 'first name or nickname')
    .option('--languages <list>', 'with commas; the one she joins in is added')
    .action((asked: Asked) => withOffice(open, (office) => add(office, asked)))
  person
    .command('duty')
    .description('show who is asked first, second, third; with ids: make that the list')
    .requiredOption('--network <id>')
    .argument('[ids...]')
    .action((ids: string[], { network }: { network: string }) =>
      withOffice(open, (office) => duty(office, network, ids)),
    )
  person
    .command('export')
    .description('print everything that is kept about a person')
    .argument('<id>')
    .option('--language <code>', 'of the words around it', 'nl')
    .action((id: string, { language }: { language: string }) =>
      withOffice(open, async (office, { domains }) => {
        const one = await personNamed(office, id)
        const text = await transaction(
          office.db,
          (tx) => exportOf(tx, office, one, language, domains.hooks.exporting, office.now()),
          office,
        )
        process.stdout.write(`${text}\n`)
      }),
    )
  person
    .command('erase')
    .description(
      'erase people for good; --again <file>: those who came back with a backup (see: person erased)',
    )
    .argument('[ids...]')
    .option('--again <file>', 'a list that `person erased` printed')
    .action((ids: string[], { again }: { again?: string }) =>
      withOffice(open, async (office, opened) => {
        const people = again ? await comeBack(office, again) : ids
        if (!people.length && !again) throw new OperatorError('Name whom to erase: person list shows the ids')
        for (const id of people) await eraseOne(office, opened, (await personNamed(office, id)).id)
        print(`${people.length} erased`)
      }),
    )
  person
    .command('erased')
    .description('print the marks of everybody erased so far: keep them beside the backups. They name nobody')
    .action(() =>
      withOffice(open, async ({ db }) => {
        for (const key of await tombstones(db)) print(key.toString('hex'))
      }),
    )
}

type Asked = { network: string; role: string; name: string; languages?: string }

async function add(office: PostOffice, asked: Asked): Promise<void> {
  const { network, role } = asked
  const { languages: spoken } = await networkNamed(office.db, network)
  if (!ROLES.includes(role as Role)) throw new OperatorError(`--role takes ${ROLES.join(', ')}`)
  const name = readName(asked.name)
  if (!name) throw new OperatorError('--name takes 1 to 40 characters, no link, and at most five figures')
  const languages = asked.languages?.split(',').map((language) => language.trim()) ?? []
  const strange = languages.find((language) => !spoken.includes(language))
  if (strange) throw new OperatorError(`--languages takes those of ${network}: ${spoken.join(',')}`)
  const made = { network, name, role: role as Role, languages }
  const { person, code } = await transaction(
    office.db,
    (tx) => appoint(tx, office, made, office.now()),
    office,
  )
  print(person, role)
  print('code', writtenOut(code), 'works once; she sends: JOIN and the code')
}

async function duty(office: PostOffice, network: string, ids: string[]): Promise<void> {
  await networkNamed(office.db, network)
  for (const id of ids) {
    const one = await personNamed(office, id)
    if (one.network !== network || one.role !== 'professional')
      throw new OperatorError(`${id} is no professional of ${network}: only they can be on duty`)
  }
  if (ids.length) await transaction(office.db, (tx) => setDuty(tx, network, [...new Set(ids)]), office)
  for (const [place, id] of (await dutyList(office.db, network)).entries()) print(String(place + 1), id)
}

async function eraseOne(office: PostOffice, { domains }: OpenOffice, person: string): Promise<void> {
  await transaction(
    office.db,
    async (tx) => {
      const errands: Errand[] = []
      const now = office.now()
      await erase(
        { tx, office, now, later: (errand) => void errands.push(errand) },
        person,
        domains.hooks.forgetting,
      )
      await plan(tx, office, errands, now)
    },
    office,
  )
}

async function comeBack(office: PostOffice, file: string): Promise<string[]> {
  const list = await readFile(file, 'utf8').catch((cause) => {
    throw new OperatorError(`${file} cannot be read: name a list that \`person erased\` printed`, cause)
  })
  const keys = list
    .split('\n')
    .filter((line) => /^[0-9a-f]{64}$/.test(line))
    .map((line) => Buffer.from(line, 'hex'))
  return revenants(office.db, office, keys)
}

/** @throws {OperatorError} when there is nobody of this id */
async function personNamed(office: PostOffice, id: string): Promise<Person> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  const person = isId ? await findPerson(office.db, office, id) : null
  if (!person) throw new OperatorError(`There is nobody with the id ${id}: person list shows the ids`)
  return person
}

function statusOf({ joinedAt, pausedUntil }: Person, now: Date): string {
  if (!joinedAt) return 'invited'
  return pausedUntil && pausedUntil > now ? 'paused' : 'joined'
}
