import type { Command } from 'commander'
import type { Database } from '../db/database.ts'
import { giveToAll } from '../domains/library/give.ts'
import {
  addNetwork,
  changeSetting,
  faultOf,
  findNetwork,
  type Network,
  networks,
} from '../domains/networks/networks.ts'
import { isSettingKey, SETTINGS, type SettingKey } from '../domains/networks/settings.ts'
import { onDuty, peopleOf } from '../domains/people/people.ts'
import { keywordsOf } from '../engine/router.ts'
import type { PostOffice } from '../messaging/post-office.ts'
import { OperatorError } from '../operator-error.ts'
import type { Open } from './opened.ts'
import { print, withOffice } from './opened.ts'

/** `network list | show | add | set | check`: the neighbourhoods of this installation. */
export function networkCommands(program: Command, open: Open): void {
  const network = program.command('network').description('the networks (neighbourhoods) of this installation')
  network
    .command('list')
    .description('every network: id, name, city, languages')
    .action(() =>
      withOffice(open, async ({ db }) => {
        for (const { id, name, city, languages } of await networks(db))
          print(id, name, city, languages.join(','))
      }),
    )
  network
    .command('show')
    .description('one network with all its settings; what is not its own is marked as default')
    .argument('<id>')
    .action((id: string) => withOffice(open, async ({ db }) => show(await networkNamed(db, id))))
  network
    .command('add')
    .description('make a network')
    .argument('<id>', 'small letters, digits and dashes, such as pendrecht')
    .requiredOption('--name <name>', 'what people call the neighbourhood')
    .requiredOption('--city <city>')
    .option('--country <code>', 'two letters', 'NL')
    .option('--zone <zone>', 'IANA time zone', 'Europe/Amsterdam')
    .option('--languages <list>', 'with commas, the most common first', 'nl,en,tr,ar')
    .action((id: string, asked: Asked) =>
      withOffice(open, async (office, { shelves }) => {
        await add(office, id, asked)
        await giveToAll(office, shelves.shipped)
      }),
    )
  network
    .command('set')
    .description(`change a setting: ${Object.keys(SETTINGS).join(', ')}`)
    .argument('<id>')
    .argument('<key>')
    .argument('<value>')
    .action((id: string, key: string, value: string) =>
      withOffice(open, async ({ db }) => {
        const done = await changeSetting(db, id, key, value)
        if (done.outcome === 'unknown-network') throw unknown(id)
        if (done.outcome === 'fault') {
          const what = isSettingKey(key) ? `${key} takes` : 'The settings are'
          throw new OperatorError(`${what} ${done.fault}`)
        }
        print(id, key, done.value)
      }),
    )
  network
    .command('check')
    .description('what a network still lacks before mothers can join; ends with 1 when something does')
    .argument('<id>')
    .action((id: string) =>
      withOffice(open, async (office) => {
        const found = await networkNamed(office.db, id)
        const now = office.now()
        const keyMothers = (await peopleOf(office.db, office, id, 'key-mother')).filter(
          ({ joinedAt }) => joinedAt,
        )
        const lacks = []
        if (!(await onDuty(office.db, id, now)).length)
          lacks.push(`nobody is on duty: person add --network ${id} --role professional, and let her join`)
        for (const language of found.languages)
          if (!keyMothers.some(({ languages }) => languages.includes(language)))
            lacks.push(`no key mother speaks ${language}: questions in it go to the professional`)
        for (const line of lacks) print(line)
        if (lacks.length) process.exitCode = 1
        else print(`${id} is ready`)
      }),
    )
}

type Asked = { name: string; city: string; country: string; zone: string; languages: string }

async function add({ db, words, flows }: PostOffice, id: string, asked: Asked): Promise<void> {
  const languages = asked.languages.split(',').map((language) => language.trim())
  const network: Network = { id, ...asked, languages, settings: {} }
  const fault = faultOf(network, { languages: words.languages, words: keywordsOf(flows) })
  if (fault) throw new OperatorError(`A network like that cannot be made. Mend ${fault}`)
  if ((await addNetwork(db, network)) === 'taken')
    throw new OperatorError(
      `There is a network ${id} already: choose another id, or change that one with network set`,
    )
  print(id, network.name, network.city, languages.join(','))
}

function show({ id, name, city, country, zone, languages, settings }: Network): void {
  print(id, name, city, country, zone, languages.join(','))
  for (const [key, { meaning, ...setting }] of Object.entries(SETTINGS)) {
    const own = settings[key as SettingKey]
    print(`${key} = ${own ?? setting.default}${own === undefined ? ' (default)' : ''}`, meaning)
  }
}

/** @throws {OperatorError} when there is no network of this id */
export async function networkNamed(db: Database, id: string): Promise<Network> {
  const network = await findNetwork(db, id)
  if (!network) throw unknown(id)
  return network
}

const unknown = (id: string) => new OperatorError(`There is no network ${id}: network list shows them all`)
