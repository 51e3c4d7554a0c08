/** Words with their links. An invitation to these phones opens a new phone beside this one. */
export function Linked({ text, join }: { text: string; join(code: string): Promise<void> }) {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/).map((part, at) => {
    // Every second part is a link.
    if (at % 2 === 0) return part
    const code = invitation(part)
    const open = (event: React.MouseEvent) => {
      if (!code) return
      event.preventDefault()
      void join(code)
    }
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
      <a key={at} href={part} dir="ltr" target="_blank" rel="noreferrer noopener" onClick={open}>
        {part}
      </a>
    )
  })
}

function invitation(link: string): string | null {
  const address = URL.parse(link)
  if (!address || address.origin !== location.origin || !address.pathname.startsWith('/phones')) return null
  return address.searchParams.get('join')
}
