import type { MsgIn } from '../channels/channel.ts'
import { addContact, type Locked } from './contact.ts'
import { mustWait } from './flood.ts'
import { hear, isCovering } from './hear.ts'
import { isPressing } from './look-out.ts'
import { releaseParked } from './parking.ts'
import { openPlay, type Play } from './play.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'
import { tellHouse } from './tell-house.ts'

/** A play, and the message that it answers. */
export type Played = { play: Play; message: MsgIn; status: 'taken' | 'held' }

/** Plays it: she is answered, or waits in line. Nothing is written yet. */
export async function playMessage(play: Play, message: MsgIn): Promise<Played> {
  const { office, now } = play.scene
  const waits = mustWait(office, play.contact.id, message, now) || play.contact.holding
  const covers = isCovering(play, message.content)
  if (waits && !covers && !isPressing(play, message.content)) return holdBack(play, message)
  // Whoever covers her screen must not be shown what waited for her: it comes when she writes something else.
  if (!covers) {
    if (await releaseParked(play)) tellHouse(play, 'outdated')
    play.contact.hidAt = null
  }
  await hear(play, message.content)
  return { play, message, status: 'taken' }
}

/** Too many at once: it is kept, and taken in its turn. */
function holdBack(play: Play, message: MsgIn): Played {
  const { contact } = play
  // One walks along the line at a time: two of them would answer twice as fast.
  if (!contact.holding) play.scene.later({ name: 'receive.held', data: { contact: contact.id } })
  contact.holding = true
  return { play, message, status: 'held' }
}

/** Opens the play of her message, with whoever sent it. @param locked null for somebody of whom nothing is known yet */
export async function openPlayFor(
  tx: Tx,
  office: PostOffice,
  message: MsgIn,
  locked: Locked | null,
): Promise<Play> {
  const play = openPlay(tx, office, locked ?? (await addStranger(tx, office, message)), office.now())
  play.contact.lastInboundAt = play.scene.now
  play.contact.blockedAt = null
  return play
}

function addStranger(tx: Tx, office: PostOffice, { channel, address, appLanguage }: MsgIn): Promise<Locked> {
  const language =
    appLanguage && office.words.languages.includes(appLanguage) ? appLanguage : office.defaultLanguage
  return addContact(tx, office, { channel, address, language })
}
