/** Where help is at any hour. Shown to every mother on her first day, and by the word `help`. */
export type Emergency = { danger: string; violence: string }

// Netherlands: politie.nl (112), veiligthuis.nl (0800-2000, free, day and night). Denmark: levudenvold.dk (1888).
const NUMBERS: Record<string, Emergency> = {
  NL: { danger: '112', violence: 'Veilig Thuis, 0800-2000' },
  DK: { danger: '112', violence: 'Lev Uden Vold, 1888' },
  DE: { danger: '112', violence: 'Hilfetelefon, 116 016' },
}

/** The numbers of a country; 112 works in all of the European Union, so it stands alone where we know no other. */
export function emergencyOf(country: string): Emergency {
  return NUMBERS[country] ?? { danger: '112', violence: '112' }
}
