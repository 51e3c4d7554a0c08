import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

/** Looks again at a phone when the service says that it has something new. Tells whether the line is up. */
export function useLive(): boolean {
  const queries = useQueryClient()
  const [up, setUp] = useState(true)
  useEffect(() => {
    // A look that is under way may have been too early: it is given up, not joined.
    const lookAgain = async (queryKey: string[]) => {
      await queries.cancelQueries({ queryKey })
      await queries.invalidateQueries({ queryKey })
    }
    const line = new EventSource('/phones/api/events')
    line.onopen = () => {
      setUp(true)
      // Something may have been missed while the line was down.
      void lookAgain(['messages'])
    }
    line.onerror = () => setUp(false)
    line.addEventListener('news', ({ data }) => {
      const { phone } = JSON.parse(data) as { phone: string | null }
      void lookAgain(phone ? ['messages', phone] : ['messages'])
      void lookAgain(['phones'])
    })
    return () => line.close()
  }, [queries])
  return up
}
