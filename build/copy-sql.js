// tsc copies no .sql; the migrations stand in dist where they stand in src.
import { cpSync } from 'node:fs'

cpSync('src', 'dist', {
  recursive: true,
  filter: (path) => !/\.[^/\\]+$/.test(path) || path.endsWith('.sql'),
})
