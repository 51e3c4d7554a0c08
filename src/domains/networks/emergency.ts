import type { Network } from './networks.ts'

/** Where help is at any hour. Shown to every mother on her first day, by the word `help`, and when danger is seen. */
export type Emergency = { danger: string; violence: string; suicide: string; children: string }

type Country = Emergency & {
  /** When somebody last called or looked them up, `yyyy-mm-dd`. */
  checked: string
}

// NL: politie.nl, veiligthuis.nl (free, day and night), 113.nl, kindertelefoon.nl. DK: levudenvold.dk, livslinien.dk,
// bornetelefonen.dk. DE: hilfetelefon.de, telefonseelsorge.de, nummergegenkummer.de.
const COUNTRIES: Record<string, Country> = {
  NL: {
    danger: '112',
    violence: 'Veilig Thuis, 0800-2000',
    suicide: '113, 0800-0113',
    children: 'Kindertelefoon, 0800-0432',
    checked: '2026-11-27',
  },
  DK: {
    danger: '112',
    violence: 'Lev Uden Vold, 1888',
    suicide: 'Livslinien, 70 201 201',
    children: 'BørneTelefonen, 116 111',
    checked: '2026-11-27',
  },
  DE: {
    danger: '112',
    violence: 'Hilfetelefon, 116 016',
    suicide: 'TelefonSeelsorge, 0800 111 0 111',
    children: 'Nummer gegen Kummer, 116 111',
    checked: '2026-11-27',
  },
}

// 112 works in all of the European Union, so it stands alone where we know no other.
const ANYWHERE: Country = { danger: '112', violence: '112', suicide: '112', children: '112', checked: '' }

/** The numbers of a network: its own where it has set them, else those of its country. */
export function emergencyOf({ country, settings }: Pick<Network, 'country' | 'settings'>): Emergency {
  const known = COUNTRIES[country] ?? ANYWHERE
  return {
    danger: settings['safety.danger'] ?? known.danger,
    violence: settings['safety.violence'] ?? known.violence,
    suicide: settings['safety.suicide'] ?? known.suicide,
    children: settings['safety.children'] ?? known.children,
  }
}

/** When the numbers of a network were last looked up, `yyyy-mm-dd`; empty when nobody ever did. */
export function emergencyCheckedOn({ country, settings }: Pick<Network, 'country' | 'settings'>): string {
  return settings['safety.checked'] ?? COUNTRIES[country]?.checked ?? ''
}
