// The peer: grammY with its conversations plugin on PostgreSQL, as their documentation sets them up.
import { createServer } from 'node:http'
import { conversations, createConversation } from '@grammyjs/conversations'
import { PsqlAdapter } from '@grammyjs/storage-psql'
import { Bot, session, webhookCallback } from 'grammy'
import pg from 'pg'

const { DATABASE_URL, TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT, PORT, PUBLIC_URL } = process.env
const keyboard = (...buttons) => ({
  reply_markup: { inline_keyboard: [buttons.map(([text, callback_data]) => ({ text, callback_data }))] },
})
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
const [sessions, running] = await Promise.all(
  ['grammy_session', 'grammy_conv'].map((tableName) => PsqlAdapter.create({ tableName, client: pool })),
)
const bot = new Bot(TELEGRAM_BOT_TOKEN, { client: { apiRoot: TELEGRAM_API_ROOT } })
bot.use(session({ initial: () => ({}), storage: sessions }))
bot.use(conversations({ storage: running }))
bot.use(
  createConversation(async function register(conversation, ctx) {
    const languages = keyboard(['English', 'lang:en'], ['Français', 'lang:fr'])
    await ctx.reply('Welcome. Which language do you prefer?', languages)
    const chosen = await conversation.waitForCallbackQuery(/^lang:(\w+)$/)
    await chosen.answerCallbackQuery()
    await chosen.reply('What is your name?')
    const name = (await conversation.waitFor('message:text')).message.text
    await ctx.reply('Which is your neighbourhood?')
    const area = (await conversation.waitFor('message:text')).message.text
    await ctx.reply('How many children do you have?')
    const children = await conversation.form.number()
    const sure = keyboard(['Yes', 'confirm:yes'], ['No', 'confirm:no'])
    await ctx.reply(`Is this right? ${name}, ${area}, ${children} children`, sure)
    const confirmed = await conversation.waitForCallbackQuery(/^confirm:/)
    await confirmed.answerCallbackQuery()
    await conversation.external((outer) => {
      outer.session.profile = { lang: chosen.match[1], name, area, children }
    })
    const menu = keyboard(['My details', 'menu:me'], ['Talk to a person', 'menu:human'])
    await ctx.reply('Menu: what would you like to do?', menu)
  }),
)
bot.command('start', (ctx) => ctx.conversation.enter('register'))
bot.callbackQuery('menu:me', async (ctx) => {
  await ctx.answerCallbackQuery()
  const { name, area, children, lang } = ctx.session.profile ?? {}
  await ctx.reply(`${name}, ${area}, ${children} children, ${lang}`)
})
bot.catch(({ error }) => console.error(error))
await bot.init()
const hook = webhookCallback(bot, 'http')
createServer((request, response) => (request.method === 'GET' ? response.end('ok') : hook(request, response)))
  .listen(Number(PORT), '127.0.0.1')
  .once('listening', () => bot.api.setWebhook(PUBLIC_URL))
