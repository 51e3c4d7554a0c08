import { randomBytes } from 'node:crypto'

// Crockford's base32: no I, L, O or U, so that a code read aloud or copied by hand is read right.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 16

/**
 * Makes an invitation code: 16 characters, 80 bits that nobody can guess.
 * @param random that many random bytes
 */
export function makeCode(random: (bytes: number) => Buffer = randomBytes): string {
  // 256 is a multiple of 32, so every character is equally likely.
  return [...random(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

/** Reads a code as people type it: small letters, spaces and dashes, O for 0, I and L for 1. Null when it cannot be one. */
export function readCode(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return plain.length === LENGTH && [...plain].every((letter) => ALPHABET.includes(letter)) ? plain : null
}

/** A code as it is printed: in fours. */
export const writtenOut = (code: string) => code.replace(/(.{4})(?=.)/g, '$1 ')
