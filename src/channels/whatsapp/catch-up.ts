import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js'
import type { Door } from '../channel.ts'
import type { Account } from './account.ts'
import type { Arrival } from './inbound.ts'
import { mediaReference, messagesOf, readArrival } from './inbound.ts'

/**
 * Reads Twilio's own list of what came in since then, oldest first, through the same door: Twilio gives up after
 * 15 seconds, so what came while we were down stands only there. The list does not tell a tap's payload or a place:
 * a tap comes as the words of its button.
 * @returns how many messages the house had not known
 * @throws {SendError} when Twilio does not answer; what the door cannot store is thrown on, to be read again
 */
export async function catchUp(account: Account, door: Door, since: Date): Promise<number> {
  // Twilio's times are whole seconds.
  const dateSentAfter = new Date(Math.floor(since.getTime() / 1000) * 1000)
  const newestFirst = await account.ask((client) =>
    client.messages.list({ to: account.from, dateSentAfter, pageSize: 1000 }),
  )
  let stored = 0
  for (const message of newestFirst.reverse().filter(({ direction }) => direction === 'inbound')) {
    const arrival = await arrivalOf(account, message)
    if (!arrival) continue
    for (const heard of messagesOf(arrival)) {
      if ((await door.message(heard)) === 'stored') stored++
    }
  }
  return stored
}

async function arrivalOf(account: Account, message: MessageInstance): Promise<Arrival | null> {
  const place = { origin: account.apiOrigin, accountSid: account.sid }
  const at = message.dateSent ?? message.dateCreated
  const fields = { MessageSid: message.sid, From: message.from, Body: message.body ?? '' }
  const arrival = readArrival(fields, at, place)
  if ('unknown' in arrival) return null
  return Number(message.numMedia) > 0 ? { ...arrival, media: await mediaOf(account, message.sid) } : arrival
}

async function mediaOf(account: Account, message: string): Promise<Arrival['media']> {
  const media = await account.ask((client) => client.messages(message).media.list({ limit: 10 }))
  const place = { origin: account.apiOrigin, accountSid: account.sid }
  const found = media.map(({ sid, contentType }) => {
    const address = `${place.origin}/2010-04-01/Accounts/${account.sid}/Messages/${message}/Media/${sid}`
    return { mime: contentType, reference: mediaReference(address, place) }
  })
  // It was taken and removed before, or cannot be had: she is told that we cannot open it, once.
  return found.length > 0 ? found : [{ mime: 'application/octet-stream', reference: null }]
}
