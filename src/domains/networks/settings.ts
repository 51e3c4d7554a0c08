import { DateTime, Duration } from 'luxon'
import { z } from 'zod'

/** What a network may decide for itself: what it means, what holds while nothing is said, and what is allowed. */
export type Setting = { meaning: string; default: string; allowed: z.ZodType<string> }

const duration = z
  .string()
  .refine((text) => Duration.fromISO(text).isValid && Duration.fromISO(text).toMillis() > 0, {
    message: 'an ISO 8601 duration above zero, such as PT4H, P7D or PT2S',
  })

const quietHours = z.string().refine(isQuietHours, {
  message: "none, or from-to in the network's own time, such as 22:00-07:00",
})

const countUpTo = (most: number) =>
  z.string().refine((text) => /^[1-9]\d*$/.test(text) && Number(text) <= most, {
    message: `a whole number from 1 to ${most}`,
  })

const hour = z.string().refine(isClock, { message: "a time of day in the network's own time, such as 08:30" })

const weekDays = z.string().refine(isDays, {
  message: 'none, or days of mo,tu,we,th,fr,sa,su with commas between',
})

const label = z.string().regex(/^[\w.-]{1,20}$/, 'up to 20 letters, digits, dots and dashes')

const number = z.string().min(2).max(60, 'at most 60 characters, such as Veilig Thuis, 0800-2000')

const note = z.string().max(300, 'at most 300 characters')

const day = z.iso.date('a day as 2026-11-27')

const leads = z.string().refine(isLeads, {
  message: 'none, or ISO 8601 durations with commas between, such as P1D,PT2H',
})

export const SETTINGS = {
  'escalation.keyMother': {
    meaning: 'How long a question waits for the key mother before the professional is asked.',
    default: 'PT4H',
    allowed: duration,
  },
  'escalation.professional': {
    meaning:
      'How long the professional on duty has before she is reminded, and then again before the next is asked.',
    default: 'PT24H',
    allowed: duration,
  },
  'escalation.danger': {
    meaning: 'How long a sign of danger waits for one person on duty before the next is called.',
    default: 'PT10M',
    allowed: duration,
  },
  'danger.askedFor': {
    meaning:
      'How long somebody who may be in danger is asked whether she is safe, before the person on duty is called.',
    default: 'PT3M',
    allowed: duration,
  },
  'safety.danger': { meaning: 'The number for immediate danger.', default: '', allowed: number },
  'safety.violence': {
    meaning: 'Who helps with violence at home, with the number.',
    default: '',
    allowed: number,
  },
  'safety.suicide': {
    meaning: 'Who helps with thoughts of dying, with the number.',
    default: '',
    allowed: number,
  },
  'safety.children': { meaning: 'Whom children can call, with the number.', default: '', allowed: number },
  'safety.note': {
    meaning: 'A sentence of the network itself under the numbers, such as where its own open door is.',
    default: '',
    allowed: note,
  },
  'safety.checked': {
    meaning: 'When somebody last looked up the numbers and the note, yyyy-mm-dd.',
    default: '',
    allowed: day,
  },
  'thread.idle': {
    meaning: 'How long an answered question stays open for more before it is laid to rest.',
    default: 'P7D',
    allowed: duration,
  },
  'thread.askedBack': {
    meaning: 'How long a question stands still while the mother is asked something first.',
    default: 'P2D',
    allowed: duration,
  },
  'quiet.hours': {
    meaning: "When the phones of volunteers do not ring, in the network's own time; none for never.",
    default: '22:00-07:00',
    allowed: quietHours,
  },
  'keyMother.openThreads': {
    meaning: 'How many questions may wait for one key mother; the next go to the professional.',
    default: '5',
    allowed: countUpTo(99),
  },
  'reminder.leads': {
    meaning: 'How long before an activity those who come are reminded; none for never.',
    default: 'P1D,PT2H',
    allowed: leads,
  },
  'activity.offer': {
    meaning: 'How long a place that came free is kept for the next on the waiting list.',
    default: 'PT4H',
    allowed: duration,
  },
  'activity.translation': {
    meaning:
      "How long invitations wait at most while a key mother writes the host's words in another language.",
    default: 'PT30M',
    allowed: duration,
  },
  'continuity.alarm': {
    meaning: 'When no activity lies ahead in this time, the key mothers and the professional hear so.',
    default: 'P21D',
    allowed: duration,
  },
  'library.keepLooks': {
    meaning: 'How long we keep what somebody asked the library, and whether it helped.',
    default: 'P90D',
    allowed: duration,
  },
  'ranker.consent': {
    meaning:
      'yes: the words of a question may go to the reader of questions at RANKER_URL, without a name; else no.',
    default: 'no',
    allowed: z.enum(['yes', 'no']),
  },
  'digest.hour': {
    meaning: 'When professionals and key mothers are told what waits for them.',
    default: '08:30',
    allowed: hour,
  },
  'digest.days': {
    meaning: 'On which days they are told what waits for them; none for never.',
    default: 'mo,tu,we,th,fr',
    allowed: weekDays,
  },
  'broadcast.weekly': {
    meaning: 'How many broadcasts one person gets within seven days at most.',
    default: '3',
    allowed: countUpTo(99),
  },
  'broadcast.agreeing': {
    meaning: 'How long the key group has to agree to a broadcast for the whole network.',
    default: 'P2D',
    allowed: duration,
  },
  'join.linkValid': {
    meaning: 'How long an invitation link or printed sheet works.',
    default: 'P30D',
    allowed: duration,
  },
  'stale.after': {
    meaning:
      'After how long an unfinished conversation is asked "shall we go on?" before it is taken up again.',
    default: 'P1D',
    allowed: duration,
  },
  'consent.version': {
    meaning: 'Which wording of "what we keep" a mother agrees to; raise it when the wording changes.',
    default: '1',
    allowed: label,
  },
} as const satisfies Record<string, Setting>

export type SettingKey = keyof typeof SETTINGS

/** Whether an operator's word names a setting that there is. */
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key)

/**
 * Reads what an operator wrote for a setting.
 * @returns the value as it is kept, or what is allowed, in words
 */
export function readSetting(key: SettingKey, text: string): { value: string } | { fault: string } {
  const read = SETTINGS[key].allowed.safeParse(text.trim())
  return read.success ? { value: read.data } : { fault: read.error.issues[0]!.message }
}

function isLeads(text: string): boolean {
  const isLead = (lead: string) => Duration.fromISO(lead).isValid && Duration.fromISO(lead).toMillis() > 0
  return text === 'none' || text.split(',').every(isLead)
}

function isDays(text: string): boolean {
  const days = text.split(',')
  const known = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
  return text === 'none' || (days.every((day) => known.includes(day)) && new Set(days).size === days.length)
}

function isQuietHours(text: string): boolean {
  if (text === 'none') return true
  const [from, to, ...more] = text.split('-')
  return more.length === 0 && from !== to && isClock(from) && isClock(to)
}

function isClock(text: string | undefined): boolean {
  return text !== undefined && /^\d\d:\d\d$/.test(text) && DateTime.fromFormat(text, 'HH:mm').isValid
}
