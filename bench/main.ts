// npm run bench [what] [options]: `load` (the default), `faults`, `match`; each figure is one JSON line.
import { existsSync } from 'node:fs'

const [what, args] = process.argv[2]?.startsWith('-')
  ? ['load', process.argv.slice(2)]
  : [process.argv[2] ?? 'load', process.argv.slice(3)]
const file = new URL(`./${what}.ts`, import.meta.url)
if (!/^[a-z]+$/.test(what) || what === 'main' || !existsSync(file)) {
  process.stderr.write(`There is no bench called ${what}\n`)
  process.exit(1)
}
const { bench } = (await import(file.href)) as { bench(args: string[]): Promise<void> }
await bench(args)
