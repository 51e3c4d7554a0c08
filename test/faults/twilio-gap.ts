import { setTimeout as pause } from 'node:timers/promises'
import { startTwilio, type Twilio } from '../standins/twilio.ts'
import { layGround, type Wanted } from './ground.ts'
import { type Neighbour, neighbour } from './neighbours.ts'
import { everybody, leftOf } from './tally.ts'

/** The house is away for a while, and WhatsApp's messages of that time stand only in Twilio's own list. */
export async function twilioGap(
  size: Wanted & { people: number; changes: number; gap: number; patience: number },
) {
  const twilio = await startTwilio()
  const { accountSid, authToken, from } = twilio.settings
  const settings = {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_WHATSAPP_FROM: from,
    TWILIO_API_ROOT: twilio.url,
  }
  const ground = await layGround({ ...size, settings: { ...size.settings, ...settings } })
  try {
    const house = await ground.open()
    twilio.connect(house.address)
    const [first, ...neighbours] = Array.from({ length: size.people + 1 }, (_, i) =>
      onWhatsApp(neighbour(i, size)),
    )
    for (const text of first!.script) await twilio.person(first!.number).says(text)
    await ground.settle(8000, 0)
    // Everybody has begun to join when the house dies, and goes on while it is away.
    for (const one of neighbours) await twilio.person(one.number).says(one.script[0]!)
    await ground.settle(8000, 0)
    await house.end()
    const missedBefore = twilio.missed.length
    await speakDuring(twilio, neighbours, size.gap)
    const missed = twilio.missed.length - missedBefore
    await ground.open()
    const opened = Date.now()
    while (
      (await stored(ground, neighbours)) < missed + neighbours.length &&
      Date.now() < opened + size.patience
    )
      await pause(50)
    const recoveredAfter = Date.now() - opened
    await ground.settle(size.patience)
    const all = await everybody(ground)
    const wanted = all.get(first!.address)!.rows.filter(({ direction }) => direction === 'out').length
    const each = neighbours.map((one) => ({ one, found: all.get(one.address) }))
    return {
      seed: size.seed,
      attempted: neighbours.length * neighbours[0]!.script.length,
      missed,
      recovered: (await stored(ground, neighbours)) - neighbours.length,
      recoveredAfter,
      appliedTwice: each.filter(({ found }) => said(found?.rows ?? []).length > first!.script.length).length,
      outOfOrder: each.filter(({ one, found }) => said(found?.rows ?? []).join() !== one.script.join())
        .length,
      wrongState: each.filter(({ one, found }) => found?.name !== one.names.at(-1)).length,
      unanswered: each.filter(({ one }) => twilio.person(one.number).heard().length < wanted).length,
      left: await leftOf(ground),
    }
  } finally {
    await ground.close()
    await twilio.stop()
  }
}

type OnWhatsApp = Neighbour & { number: string }

function onWhatsApp(one: Neighbour): OnWhatsApp {
  const number = `+31600${one.chat}`
  return { ...one, number, address: `whatsapp:${number}` }
}

/** They say the rest of their scripts, spread over the gap. */
async function speakDuring(twilio: Twilio, neighbours: OnWhatsApp[], gap: number): Promise<void> {
  const until = Date.now() + gap
  const length = neighbours[0]!.script.length
  for (let i = 1; i < length; i++) {
    for (const { number, script } of neighbours) await twilio.person(number).says(script[i]!)
    await pause(Math.max(0, (until - Date.now()) / (length - i)))
  }
}

const said = (rows: { direction: 'in' | 'out'; text: string }[]) =>
  rows.filter(({ direction }) => direction === 'in').map(({ text }) => text)

async function stored(ground: Parameters<typeof everybody>[0], neighbours: Neighbour[]): Promise<number> {
  const all = await everybody(ground)
  return neighbours.reduce((sum, { address }) => sum + said(all.get(address)?.rows ?? []).length, 0)
}
