import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../src/config.ts'
import { OperatorError } from '../src/operator-error.ts'

const KEY = randomBytes(32).toString('base64')
const TWILIO = {
  TWILIO_ACCOUNT_SID: 'AC0123456789abcdef0123456789abcdef',
  TWILIO_AUTH_TOKEN: 'twilio-secret',
  TWILIO_WHATSAPP_FROM: 'whatsapp:+31612345678',
}

describe('the settings', () => {
  it('need nothing at all for a first look', () => {
    expect(readConfig({})).toMatchObject({
      http: { host: '127.0.0.1', port: 3000, publicUrl: null },
      databaseUrl: null,
      telegram: null,
      whatsapp: null,
      demo: true,
      role: 'all',
      logLevel: 'info',
      sweepEvery: 5000,
    })
  })

  it('are taken without the line end that a secrets file leaves', () => {
    const config = readConfig({
      TELEGRAM_BOT_TOKEN: '123456:ABC-DEF\n',
      PUBLIC_URL: ' https://bot.example.org/\r\n',
    })
    expect(config.telegram?.token).toBe('123456:ABC-DEF')
    expect(config.http.publicUrl).toBe('https://bot.example.org')
  })

  it('turn the demo off once the world can reach us, unless somebody asks for it', () => {
    expect(readConfig({ PUBLIC_URL: 'https://bot.example.org' }).demo).toBe(false)
    expect(readConfig({ PUBLIC_URL: 'https://bot.example.org', DEMO: 'true' }).demo).toBe(true)
  })

  it('know the WhatsApp sender with and without its prefix', () => {
    const open = { ...TWILIO, PUBLIC_URL: 'https://bot.example.org' }
    expect(readConfig({ ...open, TWILIO_WHATSAPP_FROM: '+31612345678' }).whatsapp?.from).toBe(
      'whatsapp:+31612345678',
    )
  })

  it('accept several data keys, so that a key can be changed', () => {
    const other = randomBytes(32).toString('base64')
    expect(readConfig({ DATA_KEY: `${KEY},${other}` }).dataKey).toBe(`${KEY},${other}`)
  })
})

describe('a wrong setting stops the start', () => {
  const wrong: [string, Record<string, string>, string][] = [
    ['a port that is a word', { PORT: 'http' }, 'PORT must be'],
    ['a port beyond the last', { PORT: '65536' }, 'PORT must be'],
    ['a host with a path', { HOST: 'localhost/' }, 'HOST must be'],
    ['a public address without encryption', { PUBLIC_URL: 'http://bot.example.org' }, 'PUBLIC_URL must be'],
    ['a public address with a path', { PUBLIC_URL: 'https://bot.example.org/bot' }, 'PUBLIC_URL must be'],
    ['a database of another kind', { DATABASE_URL: 'mysql://db', DATA_KEY: KEY }, 'DATABASE_URL must be'],
    ['a database without a key', { DATABASE_URL: 'postgres://db/pn' }, 'DATA_KEY is missing'],
    ['a key that is too short', { DATA_KEY: 'c2hvcnQ=' }, 'DATA_KEY must be'],
    ['a Redis address without its scheme', { REDIS_URL: 'localhost:6379' }, 'REDIS_URL must be'],
    ['a token that @BotFather never gave', { TELEGRAM_BOT_TOKEN: 'my bot' }, 'TELEGRAM_BOT_TOKEN must be'],
    [
      'a secret Telegram would refuse',
      { TELEGRAM_WEBHOOK_SECRET: 'gehéim' },
      'TELEGRAM_WEBHOOK_SECRET must be',
    ],
    ['WhatsApp without a public address', TWILIO, 'PUBLIC_URL is missing'],
    ['a demo that is perhaps', { DEMO: 'yes' }, 'DEMO must be true or false'],
    ['a role nobody plays', { ROLE: 'boss' }, 'ROLE must be all, web or worker'],
    ['a worker without a shared database', { ROLE: 'worker' }, 'DATABASE_URL is missing'],
    ['a log level of another logger', { LOG_LEVEL: 'verbose' }, 'LOG_LEVEL must be'],
    ['a sweep without end', { SWEEP_EVERY: 'P1M' }, 'SWEEP_EVERY must be'],
    ['a sweep without a pause', { SWEEP_EVERY: 'PT0S' }, 'SWEEP_EVERY must be'],
  ]
  it.each(wrong)('%s', (_name, env, line) => {
    expect(() => readConfig(env)).toThrow(OperatorError)
    expect(faults(env)).toHaveLength(1)
    expect(faults(env)[0]).toContain(line)
  })

  it('when it is there but empty', () => {
    const names = [
      'PORT',
      'PUBLIC_URL',
      'DATA_DIR',
      'DATA_KEY',
      'TELEGRAM_WEBHOOK_SECRET',
      'TWILIO_AUTH_TOKEN',
      'DEMO',
    ]
    for (const name of names)
      expect(faults({ [name]: '' })).toEqual([expect.stringMatching(`^${name} is empty: give`)])
  })

  it('with every fault at once, one line each', () => {
    expect(faults({ PORT: '-1', DEMO: 'ja', ROLE: 'x' }).map((line) => line.split(' ')[0])).toEqual([
      'PORT',
      'DEMO',
      'ROLE',
    ])
    expect(
      faults({ TWILIO_ACCOUNT_SID: TWILIO.TWILIO_ACCOUNT_SID }).map((line) => line.split(' ')[0]),
    ).toEqual(['TWILIO_AUTH_TOKEN', 'TWILIO_WHATSAPP_FROM', 'PUBLIC_URL'])
  })

  it('without ever repeating a secret', () => {
    const secrets = {
      DATA_KEY: 'canary-key',
      TELEGRAM_BOT_TOKEN: 'canary-token',
      DATABASE_URL: 'canary-password',
    }
    expect(faults(secrets).join('\n')).not.toContain('canary')
  })
})

function faults(env: Record<string, string>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}
