import { addressLimit } from '../../messaging/address-limit.ts'

/**
 * What a person is called for by somebody who has not joined: danger, at once; or something that was spoken or shown, in its
 * time. More words about the same are no new call, so this is enough for whoever needs somebody.
 */
export const strangerCalls = {
  danger: addressLimit('stranger-danger', { most: 3, hours: 24 }),
  listening: addressLimit('stranger-listening', { most: 3, hours: 24 }),
}
