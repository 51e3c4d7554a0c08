// The floor: HTTP in, one transaction in four round trips (a receipt, a state), HTTP out. It knows no conversation.
import { Agent, request as call, createServer } from 'node:http'
import pg from 'pg'

const { DATABASE_URL, TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT, PORT, PUBLIC_URL } = process.env
const api = new URL(TELEGRAM_API_ROOT)
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
await pool.query('create table if not exists seen (id bigint primary key, body jsonb not null)')
await pool.query('create table if not exists state (chat bigint primary key, state jsonb not null)')
const SEEN = 'insert into seen (id, body) values ($1, $2) on conflict do nothing returning id'
const STATE =
  'insert into state (chat, state) values ($1, $2) on conflict (chat) do update set state = excluded.state'

async function store(update, chat) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const fresh = await client.query({ name: 'seen', text: SEEN, values: [update.update_id, update] })
    const state = { step: update.update_id % 7, name: 'Mother', area: 'Block', children: 2, lang: 'en' }
    if (fresh.rowCount) await client.query({ name: 'state', text: STATE, values: [chat, state] })
    await client.query('commit')
    return fresh.rowCount > 0
  } finally {
    client.release()
  }
}

function tell(method, params) {
  return new Promise((done, failed) => {
    const body = JSON.stringify(params)
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const path = `/bot${TELEGRAM_BOT_TOKEN}/${method}`
    call({ agent, host: api.hostname, port: api.port, method: 'POST', path, headers }, (response) =>
      response.resume().once('end', done),
    )
      .on('error', failed)
      .end(body)
  })
}

async function answer(update) {
  const tap = update.callback_query
  const chat = (update.message ?? tap.message).chat.id
  if (!(await store(update, chat))) return
  await Promise.all([
    tell('sendMessage', { chat_id: chat, text: 'ok' }),
    ...(tap ? [tell('answerCallbackQuery', { callback_query_id: tap.id })] : []),
  ])
}

createServer((request, response) => {
  let body = ''
  request.on('data', (piece) => {
    body += piece
  })
  request.on('end', () => {
    if (request.method === 'GET') return response.end('ok')
    answer(JSON.parse(body)).then(
      () => response.end(),
      (error) => {
        console.error(error)
        response.writeHead(500).end()
      },
    )
  })
})
  .listen(Number(PORT), '127.0.0.1')
  .once('listening', () => tell('setWebhook', { url: PUBLIC_URL }))
