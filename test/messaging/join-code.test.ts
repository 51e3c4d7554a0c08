import { expect, it } from '@jest/globals'
import { codeAlone } from '../../src/messaging/join-code.ts'

it.each(['7H2K M4QX 9ZTB 3WCA', '7h2k-m4qx-9ztb-3wca', ' 7H2KM4QX9ZTB3WCA ', 'AHQK MBQX ZZTB EWCA'])(
  'a code is understood as people type it: %s',
  (text) => expect(codeAlone(text)).toBe(text.trim()),
)

it.each([
  ['a long word', 'verantwoordelijk'],
  ['four short words', 'goed dank lief hoor'],
  ['the number of a card', '1234 5678 9012 3456'],
  ['a sentence with a number in it', 'ik ben 34 en moe'],
])('%s is no code', (_, text) => expect(codeAlone(text)).toBeNull())
