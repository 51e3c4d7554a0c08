import { Environment } from '@marcbachmann/cel-js'
import type { Cel, Value, ValueType } from './flow.ts'

const CEL_TYPES: Record<ValueType, string> = {
  text: 'string',
  number: 'double',
  flag: 'bool',
  id: 'string',
  body: 'dyn',
  list: 'list',
  date: 'string',
  place: 'dyn',
  choice: 'string',
}

// CEL keeps whole numbers and others apart; to a flow's author a number is a number.
function withPlainNumbers(environment: Environment): Environment {
  for (const [sign, work] of Object.entries(ARITHMETIC)) {
    environment.registerOperator(`double ${sign} int`, (a: number, b: bigint) => work(a, Number(b)))
    if (sign !== '==')
      environment.registerOperator(`int ${sign} double`, (a: bigint, b: number) => work(Number(a), b))
  }
  return environment
}

const ARITHMETIC: Record<string, (a: number, b: number) => number | boolean> = {
  '==': (a, b) => a === b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
}

const OPTIONS = { limits: { maxAstNodes: 200, maxDepth: 20 }, homogeneousAggregateLiterals: false }
const anyValues = withPlainNumbers(new Environment({ ...OPTIONS, unlistedVariablesAreDyn: true }))

/**
 * Compiles an expression once, when its flow is loaded.
 * @throws {Error} of the CEL library when it cannot be read
 */
export function compile(cel: string): Cel {
  const plain = cel.trim()
  // Most expressions hand a value on as it is; that needs no machine.
  if (/^[a-z_][a-z0-9_]*$/.test(plain) && !['true', 'false', 'null'].includes(plain))
    return { cel: plain, run: (values) => (values[plain] ?? null) as Value }
  const parsed = anyValues.parse(plain)
  return { cel: plain, run: (values) => asValue(parsed(values)) }
}

/** What type an expression has over these variables, or the fault in one sentence. */
export function typeOf(
  cel: string,
  variables: Record<string, ValueType>,
  facts: Record<string, readonly string[]>,
): { type: ValueType | 'any' } | { fault: string } {
  const environment = withPlainNumbers(new Environment(OPTIONS))
  for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, CEL_TYPES[type])
  for (const [name, keys] of Object.entries(facts))
    environment.registerVariable({ name, schema: Object.fromEntries(keys.map((key) => [key, 'string'])) })
  if (Object.hasOwn(variables, cel)) return { type: variables[cel]! }
  const checked = environment.check(cel)
  if (!checked.valid) return { fault: (checked.error?.message ?? 'cannot be read').split('\n')[0]! }
  return { type: asType(String(checked.type)) }
}

/** Every variable an expression names. */
export function namesIn(cel: string): string[] {
  const names = new Set<string>()
  collect(anyValues.parse(cel).ast, names)
  return [...names]
}

function collect(node: unknown, names: Set<string>): void {
  if (Array.isArray(node)) for (const part of node) collect(part, names)
  if (typeof node !== 'object' || node === null || !('op' in node) || !('args' in node)) return
  if (node.op === 'id') names.add(String(node.args))
  else collect(node.args, names)
}

function asType(cel: string): ValueType | 'any' {
  if (cel === 'string') return 'text'
  if (cel === 'bool') return 'flag'
  if (cel === 'int' || cel === 'uint' || cel === 'double') return 'number'
  return cel.startsWith('list') ? 'list' : 'any'
}

function asValue(result: unknown): Value {
  if (typeof result === 'bigint') return Number(result)
  if (Array.isArray(result)) return result.map(asValue) as Value
  return (result ?? null) as Value
}
