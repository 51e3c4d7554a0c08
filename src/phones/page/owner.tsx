import { IconChevronDown } from '@tabler/icons-react'
import type { Phone } from './api.ts'
import { useWords } from './words.tsx'

const ROLES = ['mother', 'key-mother', 'professional', 'institution', 'guest']

type Props = { owner: Phone; phones: Phone[]; taken: string[]; choose(phone: string): void }

/** Whose phone this is. Tapping the name makes it somebody else's. */
export function Owner({ owner, phones, taken, choose }: Props) {
  const { t, language } = useWords()
  const languages = new Intl.DisplayNames([language], { type: 'language' })
  const nameOf = (one: Phone) => one.name || t('guest')
  const about = (one: Phone) =>
    [t(`role_${one.role}`), one.language && languages.of(one.language)].filter(Boolean).join(' · ')
  const groups = ROLES.map((role) => ({ role, people: phones.filter((one) => one.role === role) }))

  return (
    <div className="owner">
      <span className="face" aria-hidden>
        {firstLetter(nameOf(owner), language)}
      </span>
      <div className="owner-words">
        <strong dir="auto">
          {nameOf(owner)} <IconChevronDown size={16} aria-hidden />
        </strong>
        <span>{about(owner)}</span>
      </div>
      <select
        aria-label={t('choose_who')}
        value={owner.phone}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {groups.map(
          ({ role, people }) =>
            people.length > 0 && (
              <optgroup key={role} label={t(`role_${role}`)}>
                {people.map((one) => (
                  <option
                    key={one.phone}
                    value={one.phone}
                    disabled={one.phone !== owner.phone && taken.includes(one.phone)}
                  >
                    {`${nameOf(one)} · ${one.language ? languages.of(one.language) : one.phone}`}
                  </option>
                ))}
              </optgroup>
            ),
        )}
      </select>
    </div>
  )
}

/** As a reader counts letters: an emoji of several signs is one. */
function firstLetter(name: string, language: string): string {
  const [first] = new Intl.Segmenter(language).segment(name)
  return (first?.segment ?? '').toLocaleUpperCase(language)
}
