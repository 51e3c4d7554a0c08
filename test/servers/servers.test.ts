import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import pg from 'pg'
import { openBrowser } from './chromium.ts'
import { freshDatabase } from './postgres.ts'
import { startRedis } from './redis.ts'

it('two test files have two databases', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()])
  expect(one.url).not.toBe(two.url)
  const client = new pg.Client({ connectionString: one.url })
  await client.connect()
  const { rows } = await client.query(
    `select lower('ÉÇ') as small, current_setting('server_encoding') as encoding`,
  )
  expect(rows).toEqual([{ small: 'éç', encoding: 'UTF8' }])
  await client.end()
  await Promise.all([one.drop(), two.drop()])
})

it('a Redis that is stopped comes back empty at the same place', async () => {
  const redis = await startRedis()
  await redis.command('set', 'name', 'Amina')
  await redis.stop()
  const back = await startRedis({ port: redis.port })
  const client = new Redis(back.url)
  expect(await client.get('name')).toBeNull()
  client.disconnect()
  await back.stop()
})

it('the browser draws Arabic in joined letters', async () => {
  const font = createRequire(import.meta.url).resolve(
    '@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2',
  )
  const browser = await openBrowser()
  const page = await browser.newPage()
  const drawn = await page.evaluate(
    async (bytes) => {
      document.fonts.add(await new FontFace('Arabic', `url(data:font/woff2;base64,${bytes})`).load())
      const pen = document.createElement('canvas').getContext('2d')!
      const draw = (text: string) => {
        pen.clearRect(0, 0, 300, 150)
        pen.font = '40px Arabic'
        pen.fillText(text, 20, 80)
        return { width: pen.measureText(text).width, picture: pen.canvas.toDataURL() }
      }
      // U+200C keeps two letters apart.
      return { joined: draw('ببب'), apart: draw('ب\u200cب\u200cب'), meem: draw('م'), hah: draw('ح') }
    },
    readFileSync(font, 'base64'),
  )
  await browser.close()
  expect(drawn.joined.width).toBeLessThan(drawn.apart.width)
  expect(drawn.meem.picture).not.toBe(drawn.hah.picture)
})
