import type { z } from 'zod'
import type { Value, ValueType } from './flow.ts'

/** What an action answers a flow: one of its outcomes, and facts for the texts that follow. */
export type ActionResult = { outcome: string; results?: Record<string, Value> }

/**
 * What a flow may `do:`. `Scene` is messaging's; the engine only passes calls through.
 * @property outcomes every ending the flow's `then:` must answer
 * @property results the facts it hands back and their types; a text may use them
 * @property reads of the inputs, those that may receive a `private: true` value
 */
export type Action<Scene, Input extends z.ZodType = z.ZodType> = {
  name: string
  input: Input
  outcomes: readonly string[]
  results: Record<string, ValueType>
  reads?: readonly string[]
  run(scene: Scene, input: z.infer<Input>): Promise<ActionResult>
}

/** The part of an action that the checker and the engine need. */
export type ActionSpec = Pick<Action<never>, 'name' | 'input' | 'outcomes' | 'results' | 'reads'>

/** The engine asks for this; whoever runs the engine answers with an ActionResult. */
export type ActionCall = { action: string; input: Record<string, Value> }
