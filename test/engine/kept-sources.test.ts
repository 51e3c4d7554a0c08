import { copyFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Flows } from '../../src/engine/flow.ts'
import { keepSources, readKept } from '../../src/engine/kept-sources.ts'
import { loadFlows } from '../../src/engine/load.ts'

const told = (flows: Flows) =>
  [...flows.values()].map(({ lineOf, ...flow }) => ({
    ...JSON.parse(JSON.stringify({ ...flow, steps: [...flow.steps] })),
    lines: [...flow.steps.keys()].map((step) => [
      lineOf('steps', step, 'then'),
      lineOf('start'),
      lineOf('none'),
    ]),
  }))

describe('flows that were read when the house was built', () => {
  let folder: string
  let kept: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kept-'))
    kept = join(folder, 'kept.json')
    for (const file of await readdir('flows')) await copyFile(join('flows', file), join(folder, file))
    await keepSources(folder, kept)
  })

  it('are the same as those that are read now, to the line', async () => {
    const anew = await loadFlows('flows')
    expect(told(await loadFlows('flows', await readKept(kept)))).toEqual(told(anew))
  })

  it('are really taken from what was kept', async () => {
    const forged = (await readFile(kept, 'utf8')).replaceAll('"flow":"hide"', '"flow":"hidden"')
    await writeFile(join(folder, 'forged.json'), forged)
    await expect(loadFlows('flows', await readKept(join(folder, 'forged.json')))).rejects.toThrow(/hidden/)
  })

  it('are read anew when their text has changed, and when nothing can be read of what was kept', async () => {
    const hide = await readFile('flows/hide.yaml', 'utf8')
    await writeFile(join(folder, 'hide.yaml'), `# A line more\n${hide}`)
    const [before, after] = [
      (await loadFlows('flows', await readKept(kept))).get('hide')!,
      (await loadFlows(folder, await readKept(kept))).get('hide')!,
    ]
    expect(after.lineOf('steps')).toBe(before.lineOf('steps') + 1)
    await writeFile(join(folder, 'broken.json'), '{"half')
    expect((await loadFlows('flows', await readKept(join(folder, 'broken.json')))).size).toBeGreaterThan(50)
  })
})
