import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A line to a server that breaks when told. Faults last until `heal()`. */
export type Proxy = {
  port: number
  /** How many connections stand. */
  open(): number
  /** Hangs up on everybody and lets nobody in: connection refused. */
  cut(): Promise<void>
  /** Nobody hangs up and nobody answers: bytes are held in both directions, as behind a broken switch. */
  blackhole(): void
  /** So many milliseconds each way, order kept. */
  delay(milliseconds: number): void
  /** All is well again; what was held is delivered. */
  heal(): Promise<void>
  close(): Promise<void>
}

type Line = { ends: net.Socket[]; dead: boolean }
type Piece = { bytes: Buffer | null; due: number }

/** @param target where the real server listens on this machine, asked for anew at every connection */
export async function startProxy(target: () => number): Promise<Proxy> {
  const lines = new Set<Line>()
  const waiting = new Set<() => void>()
  let held = false
  let late = 0
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const port = target()
    const upstream = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
    const line: Line = { ends: [client, upstream], dead: false }
    lines.add(line)
    for (const end of line.ends) {
      end.on('error', () => hangUp(line))
      end.on('close', () => hangUp(line))
    }
    carry(line, client, upstream)
    carry(line, upstream, client)
  })
  const listen = (port: number) => once(server.listen(port, '127.0.0.1'), 'listening')
  await listen(0)
  const { port } = server.address() as net.AddressInfo

  function hangUp(line: Line): void {
    if (line.dead) return
    line.dead = true
    lines.delete(line)
    for (const end of line.ends) end.destroy()
    wake()
  }

  function wake(): void {
    for (const go of waiting) go()
    waiting.clear()
  }

  /** One direction: what comes in waits in a row until the present fault lets it pass. */
  function carry(line: Line, from: net.Socket, to: net.Socket): void {
    const row: Piece[] = []
    let passing = false
    const push = (bytes: Buffer | null) => {
      row.push({ bytes, due: Date.now() + late })
      if (!passing) void pass()
    }
    from.on('data', push)
    from.on('end', () => push(null))
    async function pass(): Promise<void> {
      passing = true
      while (row[0] && !line.dead) {
        const { bytes, due } = row[0]
        if (due > Date.now()) await pause(due - Date.now())
        while (held && !line.dead) await new Promise<void>((go) => waiting.add(go))
        if (line.dead) break
        row.shift()
        if (bytes === null) to.end()
        else if (!to.write(bytes)) await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => {})
      }
      passing = false
    }
  }

  async function shut(): Promise<void> {
    const closed = server.listening ? once(server, 'close') : null
    server.close()
    for (const line of [...lines]) hangUp(line)
    await closed
  }

  return {
    port,
    open: () => lines.size,
    cut: shut,
    blackhole() {
      held = true
    },
    delay(milliseconds) {
      late = milliseconds
    },
    async heal() {
      held = false
      late = 0
      wake()
      if (!server.listening) await listen(port)
    },
    close: shut,
  }
}
