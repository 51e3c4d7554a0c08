import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { fetchPhones, newPhone, type Phone } from './api.ts'
import { recall, remember } from './memory.ts'

/** Which phones lie on the table, from left to right. */
export type Seats = {
  /** Null until it is known who there is. */
  seats: string[] | null
  phones: Phone[]
  seat(at: number, phone: string): void
  remove(at: number): void
  /** Lays down the phone of somebody who has none on the table. */
  add(): void
  addGuest(language: string): Promise<Phone>
}

/** The table as it was left the last time; at first with the usual company. */
export function useSeats(): Seats {
  const { data: known } = useQuery({ queryKey: ['phones'], queryFn: fetchPhones, retry: true })
  const [guests, setGuests] = useState(() => recall<Phone[]>('guests', []))
  const [kept, keep] = useState(() => recall<string[] | null>('seats', null))
  const phones = known
    ? [...known, ...guests.filter(({ phone }) => !known.some((one) => one.phone === phone))]
    : []
  const there = (phone: string) => phones.some((one) => one.phone === phone)
  const seats = known ? (kept?.filter(there) ?? usualCompany(known)) : null

  useEffect(() => remember('guests', guests), [guests])
  const sit = (next: string[]) => {
    remember('seats', next)
    keep(next)
  }
  return {
    seats,
    phones,
    seat: (at, phone) => sit(seats!.with(at, phone)),
    remove: (at) => sit(seats!.toSpliced(at, 1)),
    add: () => {
      const next = phones.find(({ phone }) => !seats!.includes(phone))
      if (next) sit([...seats!, next.phone])
    },
    addGuest: async (language) => {
      const guest = await newPhone(language)
      setGuests((before) => [...before, guest])
      keep((before) => {
        const next = [...(before ?? seats ?? []), guest.phone]
        remember('seats', next)
        return next
      })
      return guest
    },
  }
}

/** A mother, a key mother and the professional: the first conversation needs these three. */
function usualCompany(phones: Phone[]): string[] {
  const company = ['mother', 'key-mother', 'professional'].flatMap(
    (role) => phones.find((one) => one.role === role)?.phone ?? [],
  )
  return company.length ? company : phones.slice(0, 3).map(({ phone }) => phone)
}
