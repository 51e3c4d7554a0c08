import type { FastifyInstance } from 'fastify'

/** Answers null when all is well, else the reason in a few words. */
export type Check = () => Promise<string | null>

export type Health = {
  /** By what is asked: database, queue, telegram, whatsapp … */
  checks: Record<string, Check>
  metrics: { text(): Promise<string>; readonly contentType: string }
}

const PATIENCE = 2_000

/** `/healthz` (alive), `/readyz` (200, or 503 with the reasons), `/metrics` (Prometheus). */
export function healthRoutes(http: FastifyInstance, { checks, metrics }: Health): void {
  http.get('/healthz', async () => ({ alive: true }))
  http.get('/readyz', async (_request, reply) => {
    const reasons = await reasonsNotReady(checks)
    const ready = Object.keys(reasons).length === 0
    return reply.code(ready ? 200 : 503).send({ ready, reasons })
  })
  http.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
}

/** What stands in the way, by name; empty when the house can take and send. */
async function reasonsNotReady(checks: Record<string, Check>): Promise<Record<string, string>> {
  const answers = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await soon(check)] as const),
  )
  return Object.fromEntries(answers.flatMap(([name, reason]) => (reason === null ? [] : [[name, reason]])))
}

async function soon(check: Check): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, `no answer within ${PATIENCE / 1000} s`)
  })
  // The error itself may hold an address or a password: it is told in the log, not here.
  const answer = check().catch(() => 'cannot be reached')
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
