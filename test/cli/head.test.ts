import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from '@jest/globals'

const MAIN = resolve('dist/cli/main.js')

/** What a command complains of, and how it ends, when whoever reads it goes away at once, as `head` does. */
function unread(...words: string[]): Promise<{ complaint: string; code: number | null }> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [MAIN, ...words], { env: { PATH, HOME } })
  child.stdout.destroy()
  child.stdin.end('{"id":1,"text":"hello"}\n'.repeat(3))
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  return new Promise((done) => child.on('close', (code) => done({ complaint, code })))
}

it.each([['check'], ['match'], ['flows', 'draw', mkdtempSync(join(tmpdir(), 'drawn-'))]])(
  'whoever reads only the beginning of what %s says ends it without a complaint',
  async (...words) => {
    expect(await unread(...words)).toEqual({ complaint: '', code: 0 })
  },
  60_000,
)
