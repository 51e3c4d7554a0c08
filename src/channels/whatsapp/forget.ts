import type { Account } from './account.ts'

/**
 * Removes every message to and from an address out of Twilio's books; its pictures and voice notes go with them.
 * Twilio keeps both until somebody deletes them: https://www.twilio.com/docs/messaging/api/message-resource#delete-a-message
 * @throws {SendError} when Twilio does not answer; calling again goes on with what is left
 */
export async function forget(account: Account, address: string): Promise<void> {
  for (const side of [{ from: address }, { to: address }]) {
    const kept = await account.ask((client) => client.messages.list({ ...side, pageSize: 1000 }))
    for (const { sid } of kept) await account.ask((client) => client.messages(sid).remove())
  }
}
