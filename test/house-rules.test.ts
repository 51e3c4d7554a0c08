import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { findFaults } from '../src/cli/check.ts'
import { loadFlows } from '../src/engine/load.ts'
import { circlesIn, type Import, importsOf, sourcesBelow } from './rules/imports.ts'

// Each part of src/ and what it may use beside itself. `ground` is operator-error.ts and log.ts.
const MAY_USE: Record<string, string[]> = {
  ground: [],
  engine: [],
  words: ['ground'],
  db: ['ground'],
  config: ['ground'],
  metrics: [],
  channel: [],
  telegram: ['channel', 'ground'],
  whatsapp: ['channel', 'ground'],
  phonesDriver: ['channel', 'ground'],
  queue: ['db', 'ground'],
  http: ['ground'],
  messaging: ['channel', 'engine', 'words', 'db', 'queue', 'ground'],
  matching: ['words', 'ground'],
  domains: ['messaging', 'matching', 'channel', 'engine', 'words', 'db', 'queue', 'ground'],
  phones: ['channel', 'phonesDriver', 'db', 'ground'],
}
// Each driver is a part of its own: none may lean on another. The page of phones belongs to the driver of that name.
const DRIVERS: Record<string, string> = {
  channel: 'channel',
  // How a long text is broken: what every door needs, and messaging before them.
  pieces: 'channel',
  telegram: 'telegram',
  whatsapp: 'whatsapp',
  phones: 'phonesDriver',
}
// house.ts and the other files straight in src/ wire everything, cli/ drives it: they may use all, nobody may use them.
const ABOVE = 'above'

// A domain may use those that stand before it: downhill only.
const HILL = [
  ['networks'],
  ['people'],
  ['circles'],
  ['tickets'],
  ['danger'],
  ['library'],
  ['questions'],
  ['broadcasts'],
]

const sources = sourcesBelow('src')
const imports = importsOf(sources)

describe('the house', () => {
  it('lets each part use only what stands to its left', () => {
    expect(imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })

  it('has domains that know only those downhill', () => {
    const uphill = imports.filter(({ from, to }) => {
      const [user, used] = [domainOf(from), domainOf(to)]
      return user && used && user !== used && height(used) >= height(user)
    })
    expect(uphill.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })

  it('has no circles', () => {
    expect(circlesIn(imports).map((way) => way.join(' -> '))).toEqual([])
  })

  it('has no file that is too long to read in one go', () => {
    const all = ['src', 'test', 'bench'].flatMap(sourcesBelow)
    expect(all.filter((file) => readFileSync(file, 'utf8').split('\n').length > 301)).toEqual([])
  })

  it('writes only fixed sentences into the log', () => {
    // A sentence put together at run time could hold what somebody wrote.
    const pieced =
      /\blog\??\.(fatal|error|warn|info|debug|trace)\((?:[^()]|\([^()]*\))*?(`[^`]*\$\{|'\s*\+|\+\s*')/
    expect(sources.filter((file) => pieced.test(readFileSync(file, 'utf8')))).toEqual([])
  })

  it('never compares a secret letter by letter', () => {
    const compared =
      /\b\w*(secret|signature)\w*\s*[!=]==(?!\s*(undefined|null|'(string)?'))|[!=]==\s*\w*(secret|signature)\b/i
    expect(sources.filter((file) => compared.test(readFileSync(file, 'utf8')))).toEqual([])
  })
})

describe('the conversations', () => {
  it('can all be read', async () => {
    const names = readdirSync('flows').filter((file) => file !== 'templates.yaml' && file.endsWith('.yaml'))
    expect([...(await loadFlows('flows')).keys()].sort()).toEqual(
      names.map((file) => file.slice(0, -5)).sort(),
    )
  })

  it('hold nothing the checker refuses, and no text without its translation', async () => {
    expect((await findFaults()).map(({ file, line, message }) => `${file}:${line}: ${message}`)).toEqual([])
  })

  it('each have a transcript that shows them', async () => {
    const flows = [...(await loadFlows('flows')).keys()]
    expect(flows.filter((flow) => !existsSync(join('test/conversations', `${flow}.yaml`)))).toEqual([])
  })
})

function isAllowed({ from, to }: Import): boolean {
  const [user, used] = [partOf(from), partOf(to)]
  if (user === used || user === ABOVE) return true
  return MAY_USE[user]?.includes(used) ?? false
}

function partOf(file: string): string {
  const [, first = '', second = ''] = file.split('/')
  if (first === 'operator-error.ts' || first === 'log.ts') return 'ground'
  if (first === 'channels') return DRIVERS[second.replace(/\.ts$/, '')] ?? 'unknown channel'
  const part = first.replace(/\.ts$/, '')
  return part in MAY_USE ? part : ABOVE
}

function domainOf(file: string): string | null {
  return /^src\/domains\/([^/]+)\//.exec(file)?.[1] ?? null
}

function height(domain: string): number {
  const at = HILL.findIndex((level) => level.includes(domain))
  return at === -1 ? HILL.length : at
}
