import type { Command } from 'commander'
import { channelList } from '../channel-list.ts'
import type { PostOffice } from '../messaging/post-office.ts'
import { OperatorError } from '../operator-error.ts'
import { phoneStore } from '../phones/store.ts'
import { openForCommand } from './office.ts'
import { withOffice } from './opened.ts'

/** `templates`: hands the texts of flows/templates.yaml to the channels that want to approve them, and tells how each stands. */
export function templatesCommand(program: Command): void {
  program
    .command('templates')
    .description(
      'hand in the texts that WhatsApp wants to approve, and tell how each stands; may be repeated',
    )
    .action(() => withOffice(openForCommand, handIn))
}

async function handIn(office: PostOffice, { config, log }: Awaited<ReturnType<typeof openForCommand>>) {
  const { db, now, sealer } = office
  const store = phoneStore(db, sealer, now)
  const channels = await channelList(config, { db, log, now, store, page: () => null })
  const wanting = channels.filter((channel) => channel.provisionTemplates)
  if (wanting.length === 0)
    throw new OperatorError(
      'No channel wants templates: set TWILIO_ACCOUNT_SID and its companions for WhatsApp',
    )
  for (const channel of wanting)
    for (const { name, language, status } of (await channel.provisionTemplates?.([
      ...office.templates.values(),
    ])) ?? [])
      process.stdout.write(`${channel.name} ${name} ${language}: ${status}\n`)
}
