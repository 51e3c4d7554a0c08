import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { MediaOut } from '../../src/channels/channel.ts'
import { outTo, VOICE } from './contract.ts'
import { type TelegramHouse, telegramHouse } from './telegram-house.ts'

let house: TelegramHouse
beforeEach(async () => {
  house = await telegramHouse('webhook')
})
afterEach(() => house.close())

const voice: MediaOut = {
  ...{ id: 'm1', kind: 'voice', mime: 'audio/ogg', name: 'bestand', link: () => '' },
  load: async () => VOICE,
}
const amina = () => house.stand.person(77)
const send = (more: Parameters<typeof outTo>[1]) =>
  house.channel.send(outTo({ address: amina().address }, more))

it('what came with a file is put in other words where they stand: beside it, or under it', async () => {
  const choices = [{ payload: 'stop', label: 'Stop' }]
  const { address } = amina()
  const short = await send({ text: '1 van 3', choices, media: voice })
  const long = await send({ text: 'a'.repeat(1025), choices, media: voice })
  for (const text of ['2 van 3', '2 van 3', '3 van 3'])
    for (const { providerId } of [short, long])
      await house.channel.revise!(address, providerId, { text, choices })
  const stands = () =>
    amina()
      .heard()
      .map(({ text, labels, media }) => [text, labels.join(), media?.kind])
  expect(stands()).toEqual([
    ['3 van 3', 'Stop', 'voice'],
    ['3 van 3', '', undefined],
    ['', 'Stop', 'voice'],
  ])
  await house.channel.revise!(address, long.providerId, { text: 'Klaar', choices: [] })
  expect(stands().slice(1)).toEqual([
    ['Klaar', '', undefined],
    ['', '', 'voice'],
  ])
})
