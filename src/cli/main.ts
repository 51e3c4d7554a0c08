#!/usr/bin/env node
import { Command } from 'commander'
import { leave, start } from '../start.ts'
import { checkCommand } from './check.ts'
import { flowsCommands } from './flows.ts'
import { matchCommand } from './match.ts'
import { migrateCommand } from './migrate.ts'
import { networkCommands } from './network.ts'
import { openForCommand } from './office.ts'
import { personCommands } from './person.ts'
import { templatesCommand } from './templates.ts'

// Whoever reads only the first lines, as `head` does, closes the pipe: what is still said is said to nobody, and the command
// ends in order.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const program = new Command('parents-network')
  .description('The operator’s tool of Parents Network. Settings come from the environment or a .env file.')
  .showHelpAfterError('(--help tells more)')

program
  .command('start')
  .description('open the house: database, channels, phones page; SIGTERM closes it in order')
  .action(start)
migrateCommand(program)
checkCommand(program)
flowsCommands(program)
matchCommand(program)
templatesCommand(program)
networkCommands(program, openForCommand)
personCommands(program, openForCommand)

await program.parseAsync().catch(leave)
