import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { connect } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { readEnvironment } from '../environment.ts'
import { openLog } from '../log.ts'
import { findDatabase } from '../office.ts'
import { CODE } from '../places.ts'

/** `migrate`: brings the tables up to date; `start` does the same, so this is for doing it beforehand. */
export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables of the database up to date; start does it too')
    .action(async () => {
      const { url, stop } = await findDatabase(readConfig(readEnvironment()), openLog('warn'), {
        beside: true,
      })
      const db = connect(url, { max: 1 })
      try {
        const done = await migrate(db, CODE)
        process.stdout.write(
          done.length > 0 ? `${done.join('\n')}\n` : 'Nothing to do: the tables are up to date.\n',
        )
      } finally {
        await db.destroy()
        await stop()
      }
    })
}
