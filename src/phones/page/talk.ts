import { useMutation, useMutationState, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { fetchMessages, Later, type Said, type ShownMessage, say } from './api.ts'

/** A message that is still on its way has no id yet. */
export type Bubble = ShownMessage & { onItsWay?: boolean; failed?: boolean }

type Unsigned<S> = S extends unknown ? Omit<S, 'key' | 'language'> : never
export type Talk = { bubbles: Bubble[]; loading: boolean; speak(said: Unsigned<Said>): void }

/** The conversation on one phone. What its owner says goes out in her order, again and again until it is taken. */
export function useTalk(phone: string, language: string): Talk {
  const { data: kept, isPending } = useQuery({
    queryKey: ['messages', phone],
    queryFn: () => fetchMessages(phone),
    retry: true,
  })
  const { mutate } = useMutation({
    mutationKey: ['say', phone],
    scope: { id: phone },
    mutationFn: (said: Said) => say(phone, said),
    retry: (_times, error) => error instanceof Later,
    retryDelay: (times) => Math.min(300 * 2 ** times, 5000),
  })
  const sayings = useMutationState({
    filters: { mutationKey: ['say', phone] },
    select: ({ state }) => ({ said: state.variables as Said, failed: state.status === 'error' }),
  })
  useForgetting(phone, kept?.length === 0)
  const arrived = new Set(kept?.map(({ key }) => key))
  const onItsWay = sayings.filter(({ said }) => !arrived.has(said.key)).map(asBubble)
  return {
    bubbles: [...(kept ?? []), ...onItsWay],
    loading: isPending,
    speak: (said) => mutate({ ...said, key: crypto.randomUUID(), language }),
  }
}

/** Where a phone was cleared, what its owner had said must not come back as if it were on its way. */
function useForgetting(phone: string, isCleared: boolean) {
  const mutations = useQueryClient().getMutationCache()
  useEffect(() => {
    if (!isCleared) return
    for (const said of mutations.findAll({ mutationKey: ['say', phone], status: 'success' }))
      mutations.remove(said)
  }, [mutations, phone, isCleared])
}

function asBubble({ said, failed }: { said: Said; failed: boolean }): Bubble {
  const text =
    said.kind === 'text' ? said.text : said.kind === 'tap' ? said.label : said.kind === 'start' ? '…' : ''
  return {
    id: said.key,
    key: said.key,
    from: 'owner',
    text,
    direction: 'auto',
    choices: [],
    at: '',
    onItsWay: !failed,
    failed,
    media: said.kind === 'media' ? { id: '', kind: said.media, mime: said.mime, name: '' } : undefined,
  }
}
