import { type ChannelUnderTest, keepsTheChannelPromises } from './contract.ts'
import { telegramHouse, textUpdate, until } from './telegram-house.ts'

keepsTheChannelPromises(
  'Telegram by webhook',
  { offersAgain: true, webhook: true, tellsWhoIsGone: true, canBeAway: true, revises: true, takesBack: true },
  () => begin('webhook'),
)

keepsTheChannelPromises(
  'Telegram by polling',
  {
    offersAgain: true,
    webhook: false,
    tellsWhoIsGone: true,
    canBeAway: true,
    revises: true,
    takesBack: true,
  },
  () => begin('polling'),
)

async function begin(way: 'webhook' | 'polling'): Promise<ChannelUnderTest> {
  const house = await telegramHouse(way)
  await until(async () => (await house.channel.trouble()) === null)
  return {
    channel: house.channel,
    door: house.door,
    amina: house.stand.person(77),
    fatma: house.stand.person(78),
    nobody: '404404',
    forge: async (text) => (await house.knock(JSON.stringify(textUpdate(1, text)), {})).status,
    providerAway: (away) => {
      house.stand.mends()
      if (away) house.stand.breaks({ error: 503 }, { times: Number.POSITIVE_INFINITY })
    },
    close: house.close,
  }
}
