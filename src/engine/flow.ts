/** What a conversation is once it has been read from flows/*.yaml. The grammar is told in CONTRIBUTING.md. */

/** How a flow begins. A flow may begin in several ways. */
export type Start = {
  /** A word of locales/<lng>/words.json `keywords.<id>`; whole messages only. */
  keyword?: string
  /** A global word acts at every step of every flow. */
  global?: boolean
  /** What happens to the conversation it interrupts: asked again afterwards, or let go. Default keep. */
  interrupts?: 'keep' | 'drop'
  /** It makes her screen harmless: it waits behind nothing, and nothing that waits for her comes with it. */
  covers?: boolean
  /** Stands in the menu, in this order. */
  menu?: { order: number; label: string }
  /** What a person of this audience says when no conversation is going on. */
  fallback?: boolean
  /** Begun by an invitation link or word: the code arrives as input `code`. */
  link?: boolean
  /** The house begins it: only scene.later({ name: 'flow.start' }) does. */
  house?: boolean
  /** The ask whose buttons go on working afterwards: a tap begins the flow anew, with the value in input `tapped`. */
  lasts?: string
  /** Begun in its place by a tap on a card of it that she has hidden since: values it takes by name, and what was tapped in `tapped`. */
  covered?: string
}

export type ValueType = 'text' | 'number' | 'flag' | 'id' | 'body' | 'list' | 'date' | 'place' | 'choice'

/** What somebody sent: words, a voice note, pictures. Media are ids; their bytes stay in messaging. */
export type Body = {
  text?: string
  media?: MediaRef[]
  /** Made for the reader by the house, such as her export: nothing hinders her to keep it or pass it on. */
  own?: boolean
  /** The id of what it is quoted from: whoever is erased is found by it in what others were sent. */
  of?: string
}
export type MediaRef = { id: string; kind: 'voice' | 'picture' | 'video' | 'file' }
export type Option = { value: string; label: string }
/** Shared from her phone, or told in words. */
export type Place = { latitude: number; longitude: number; label?: string } | { label: string }
export type Value = string | number | boolean | null | Body | Option[] | string[] | Place

/** A compiled CEL expression: what was written, and how to work it out over the flow's values. */
export type Cel = { cel: string; run(values: Record<string, unknown>): Value }
/** A value in a flow: a literal, or an expression (CEL) written "=…". */
export type Expression = { literal: Value } | Cel

export type AnswerKind = 'text' | 'voice' | 'picture' | 'number' | 'date' | 'place' | 'choice' | 'several'

export type Ask = {
  kind: 'ask'
  /** Text ids are `<step>.ask`, `<step>.choice.<value>`, `<step>.invalid`. */
  answers: AnswerKind[]
  /** Static choices keep their written order; dynamic ones come from a variable holding Option[]. */
  choice?: { static: string[] } | { from: string }
  /** The variable the answer lands in; the step's name without it. */
  as: string
  min?: number
  max?: number
  /** Shows what somebody else wrote or sent below the text. */
  quote?: string
  invalid: { times: number; then: Target }
  silent?: { after: string; then: Target }
  /** Free words where choices were offered: they land in `as` and go on at `next`; `answers` says which kinds. */
  other?: { as: string; next: Target }
  private: boolean
  next: Target | Record<string, Target>
}
export type Say = { kind: 'say'; quote?: string; next: Target }
export type Do = {
  kind: 'do'
  action: string
  with: Record<string, Expression>
  then: Record<string, Target>
}
export type Branch = { kind: 'branch'; when: (Cel & { then: Target })[]; else: Target }
export type Go = { kind: 'go'; next: Target }
export type Call = {
  kind: 'call'
  flow: string
  with: Record<string, Expression>
  as: Record<string, string>
  next: Target
}
export type Wait = { kind: 'wait'; after: string; next: Target }
export type End = { kind: 'end'; output: Record<string, Expression> }
/** A step's name, or `end`, or `menu`. */
export type Target = string

export type Step = (Ask | Say | Do | Branch | Go | Call | Wait | End) & {
  name: string
  line: number
  /** A consent the person must have given before this step. */
  requires?: string
  /** The approved template that goes out when the channel's window is closed; parks: the text waits for her reply. */
  template?: { name: string; parks: boolean; variables: string[] }
}

export type Flow = {
  name: string
  file: string
  /** A hash of all that a running session depends on. */
  version: string
  audience: string[]
  starts: Start[]
  input: Record<string, ValueType>
  output: Record<string, ValueType>
  /** Old step names and what they are called now, for sessions that are under way. */
  was: Record<string, Target>
  steps: Map<string, Step>
  first: string
  /** English texts by id: `offer.ask`, `offer.choice.yes`, `offer.invalid`, `hello.say`, `menu`. */
  texts: Record<string, string>
  /** What each text inserts. */
  placeholders: Record<string, Placeholder[]>
  /** The line of a part of the file: `lineOf('steps', 'offer', 'then')`. */
  lineOf(...path: PropertyKey[]): number
}

/** A value inserted in a text; `how` tells whether it is shown as it is or decides which words are used. */
export type Placeholder = { name: string; how: 'shown' | 'plural' | 'select'; forms: string[] }

export type Flows = Map<string, Flow>
