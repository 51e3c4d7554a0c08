import { addressLimit } from '../../messaging/address-limit.ts'

/** Enough for one who thinks better of it, and for two who share a phone. */
export const joinings = addressLimit('joining', { most: 3, hours: 24 })

/** Codes that do not work: more are not looked at. */
export const wrongCodes = addressLimit('wrong-code', { most: 5, hours: 1 })
