import { expect, it } from '@jest/globals'
import { openWhatsApp } from './whatsapp-house.ts'

it('an erased mother is out of Twilio’s books too, and her neighbour stays in them', async () => {
  const house = await openWhatsApp()
  const amina = house.twilio.person('+31611111111')
  const elif = house.twilio.person('+31622222222')
  await amina.says('mijn dochter gaat niet naar school')
  await amina.sendsVoice(Buffer.from('OggS'))
  await elif.says('dag')

  await house.channel.forget!('whatsapp:+31611111111')

  const left = house.twilio.books.entries.flatMap(({ from, to }) => [from, to])
  expect(left).not.toContain('whatsapp:+31611111111')
  expect(left).toContain('whatsapp:+31622222222')
  await house.close()
})
