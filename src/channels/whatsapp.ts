import type { Channel, Door } from './channel.ts'
import type { Log, WhatsAppSettings } from './whatsapp/account.ts'
import { openAccount } from './whatsapp/account.ts'
import { catchUp } from './whatsapp/catch-up.ts'
import { forget } from './whatsapp/forget.ts'
import { fetchMedia } from './whatsapp/media.ts'
import { LIMITS } from './whatsapp/parts.ts'
import { sender } from './whatsapp/send.ts'
import { provisionTemplates } from './whatsapp/templates.ts'
import { listen } from './whatsapp/webhook.ts'

export type { ContentStore, WhatsAppSettings } from './whatsapp/account.ts'

/**
 * WhatsApp through Twilio.
 * @throws {Error} naming the setting that is missing
 */
export function whatsapp(settings: WhatsAppSettings, log: Log): Channel {
  const account = openAccount(settings, log)
  const send = sender(account)
  const underWay = new Set<Promise<unknown>>()
  let door: Door | undefined
  let taking = true

  return {
    name: 'whatsapp',
    limits: { ...LIMITS, outsideADay: settings.outsideADay ?? LIMITS.outsideADay },
    async open(opened, http) {
      door = opened
      await listen(account, opened, http, () => taking)
    },
    async close() {
      taking = false
      await Promise.allSettled(underWay)
    },
    send: (message) => follow(send(message)),
    fetch: (reference) => follow(fetchMedia(account, reference)),
    forget: (address) => follow(forget(account, address)),
    trouble: async () => account.trouble(),
    inviteLink: (code) =>
      `https://wa.me/${account.from.replace(/\D/g, '')}?text=${encodeURIComponent(`JOIN ${code}`)}`,
    async catchUp(since) {
      if (!door) throw new Error('WhatsApp was asked to catch up before it was opened')
      return follow(catchUp(account, door, since))
    },
    provisionTemplates: (templates) => follow(provisionTemplates(account, templates)),
  }

  function follow<T>(call: Promise<T>): Promise<T> {
    underWay.add(call)
    const done = () => underWay.delete(call)
    call.then(done, done)
    return call
  }
}
