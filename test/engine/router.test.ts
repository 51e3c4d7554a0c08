import { describe, expect, it } from '@jest/globals'
import { linkFlow, menuFor, route } from '../../src/engine/router.ts'
import { flowOf, lay } from './table.ts'

const table = () =>
  lay({
    'flows/stop.yaml': flowOf(
      'stop',
      '  a: { say: "A" }',
      'start: { keyword: stop, global: true, interrupts: drop }',
    ),
    'flows/ask.yaml': flowOf(
      'ask',
      '  a: { say: "A" }',
      'start:\n  - { keyword: ask, menu: 20, label: "Ask" }\n  - { fallback: true }',
    ),
    'flows/news.yaml': flowOf(
      'news',
      '  a: { say: "A" }',
      'start: { keyword: activities, menu: 10, label: "What is on" }',
    ),
    'flows/join.yaml':
      'flow: join\nfor: [guest]\nstart: { link: true }\ninput: { code: text }\nsteps:\n  a: { say: "A" }\n',
  })

describe('where a message goes', () => {
  it.each([
    ['stop', false, 'stop', 'global'],
    ['Stop!', true, 'stop', 'global'],
    ['stpo', true, 'stop', 'global'],
    ['activities', false, 'news', 'keyword'],
    ['why does my son not sleep', false, 'ask', 'fallback'],
    ['please stop the rain activity', false, 'ask', 'fallback'],
  ])('%s, under way: %s, goes to %s', async (text, underWay, flow, why) => {
    const { flows, words } = await table()
    expect(route(flows, 'mother', words.keyword(text, 'en'), underWay)).toMatchObject({ flow, why })
  })

  it('while a conversation is going on, only global words lead out of it', async () => {
    const { flows, words } = await table()
    expect(route(flows, 'mother', words.keyword('activities', 'en'), true)).toBeNull()
  })

  it('another audience has its own flows', async () => {
    const { flows, words } = await table()
    expect(route(flows, 'guest', words.keyword('stop', 'en'), false)).toBeNull()
    expect(linkFlow(flows, 'guest')).toBe('join')
    expect(linkFlow(flows, 'mother')).toBeNull()
  })

  it('the menu stands in its order', async () => {
    const { flows, words } = await table()
    const menu = menuFor(flows, 'mother')
    expect(menu.map(({ flow }) => flow)).toEqual(['news', 'ask'])
    expect(menu.map(({ flow, label }) => words.text('en', flow, label))).toEqual(['What is on', 'Ask'])
  })
})
