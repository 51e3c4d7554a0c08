import { connect, type Socket } from 'node:net'

/** Called with the answer: status 0 when the connection broke before one came. */
type Answered = (status: number, body: string) => void
type Post = { body: string; answered: Answered }
type Line = { socket: Socket; said: string; post: Post | null }

/** Carries bodies to one webhook over a few kept connections, as Telegram does. */
export type Posts = { post(body: string, answered: Answered): void; close(): void }

/**
 * The smallest HTTP/1.1 client that will do, straight over sockets: the load must cost little of the machine it measures.
 * @param most connections open at once; further bodies wait in line
 */
export function postsTo(address: string, most: number, headers: Record<string, string>): Posts {
  const url = new URL(address)
  const given = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\n${given.join('')}`
  const waiting: Post[] = []
  const idle: Line[] = []
  const all = new Set<Line>()

  const carryOn = () => {
    while (waiting.length) {
      const line = idle.pop() ?? (all.size < most ? opened() : null)
      if (!line) return
      const post = waiting.shift()!
      line.post = post
      line.socket.write(`${head}content-length: ${Buffer.byteLength(post.body)}\r\n\r\n${post.body}`)
    }
  }
  const opened = (): Line => {
    const socket = connect(Number(url.port), url.hostname).setNoDelay(true).setEncoding('utf8')
    const line: Line = { socket, said: '', post: null }
    all.add(line)
    socket.on('data', (piece) => {
      line.said += piece
      const answer = readAnswer(line.said)
      if (!answer || !line.post) return
      const { answered } = line.post
      Object.assign(line, { said: '', post: null })
      if (answer.closes) socket.end()
      else idle.push(line)
      answered(answer.status, answer.body)
      carryOn()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      all.delete(line)
      if (idle.includes(line)) idle.splice(idle.indexOf(line), 1)
      line.post?.answered(0, '')
      carryOn()
    })
    return line
  }
  return {
    post(body, answered) {
      waiting.push({ body, answered })
      carryOn()
    },
    close() {
      for (const { socket } of all) socket.destroy()
    },
  }
}

/** Null while the answer is not whole. Bots answer briefly, in ASCII: characters count as bytes. */
function readAnswer(said: string): { status: number; body: string; closes: boolean } | null {
  const end = said.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = said.slice(0, end)
  const rest = said.slice(end + 4)
  const body = /\r\ntransfer-encoding: *chunked/i.test(head) ? joined(rest) : counted(head, rest)
  if (body === null) return null
  return { status: Number(head.slice(9, 12)), body, closes: /\r\nconnection: *close/i.test(head) }
}

function counted(head: string, rest: string): string | null {
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  return rest.length < length ? null : rest.slice(0, length)
}

function joined(rest: string): string | null {
  let body = ''
  for (let at = 0; ; ) {
    const line = rest.indexOf('\r\n', at)
    if (line < 0) return null
    const size = Number.parseInt(rest.slice(at, line), 16)
    if (rest.length < line + 2 + size + 2) return null
    if (size === 0) return body
    body += rest.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
  }
}
