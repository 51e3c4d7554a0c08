import { expect, it } from '@jest/globals'
import { drawFlow } from '../../src/engine/draw.ts'
import { flowOf, lay } from './table.ts'

it('a flow is drawn with its texts, and no text can break the picture', async () => {
  const { flows } = await lay({
    'flows/ask.yaml': flowOf(
      'ask',
      '  come: { ask: "Will you \\"come\\"; <b>?", choice: { yes: "Yes | OK", no: "No" }, next: { yes: book, no: menu } }\n  book: { do: people.join, with: { name: "A" }, then: { joined: end, already: end } }',
    ),
  })
  expect(drawFlow(flows.get('ask')!)).toBe(`flowchart TD
  start(["ask"]) --> s0
  s0("come: Will you #34;come#34;; #60;b#62;?")
  s1{{"book: people.join"}}
  s0 -->|"Yes | OK"| s1
  s0 -->|"No"| s3
  s0 -.->|"not understood"| s3
  s1 -->|"joined"| s2
  s1 -->|"already"| s2
  s2(("end"))
  s3(("menu"))
`)
})
