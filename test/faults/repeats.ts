import { allTalk } from './neighbours.ts'
import { onStage, type Size } from './trial.ts'

/** F15: everything comes twice, at once or late, at two houses that share one database. */
export function repeats(size: Size) {
  return onStage({ repeat: 0.3, ...size }, async ({ ground, neighbours }) => {
    await ground.open(1)
    await allTalk(ground.bringer, neighbours, { sideBySide: 64 })
    return { repeats: ground.bringer.repeats() }
  })
}
