/** What takes longer than this holds up nobody who comes after it. */
const PATIENCE_MS = 100

/** @property atOnce so many rounds, @property most so many in each */
type Size = { atOnce: number; most: number }
type Waiting<Item, Result> = { item: Item; done: (result: Result) => void; failed: (error: unknown) => void }

/**
 * Does one thing as soon as it comes; what comes while `atOnce` are under way waits for one of them, and is then done together with
 * all that came meanwhile, at most `most`: the more comes, the less each costs.
 * @param work gives for each item its own result, in their order
 */
export function together<Item, Result>(
  work: (items: Item[]) => Promise<Result[]>,
  { atOnce, most }: Size,
): (item: Item) => Promise<Result> {
  const line: Waiting<Item, Result>[] = []
  let underWay = 0
  let isAwake = false
  const doSome = async (some: Waiting<Item, Result>[]) => {
    underWay++
    let isCounted = true
    const leave = () => {
      if (isCounted) underWay--
      isCounted = false
      wake()
    }
    const patience = setTimeout(leave, PATIENCE_MS)
    try {
      const results = await work(some.map(({ item }) => item))
      for (const [i, one] of some.entries()) one.done(results[i]!)
    } catch (error) {
      for (const { failed } of some) failed(error)
    }
    clearTimeout(patience)
    leave()
  }
  const wake = () => {
    if (isAwake || !line.length || underWay >= atOnce) return
    isAwake = true
    // Those who came at the same moment go together.
    setImmediate(() => {
      isAwake = false
      while (line.length && underWay < atOnce) void doSome(line.splice(0, most))
    })
  }
  return (item) =>
    new Promise((done, failed) => {
      line.push({ item, done, failed })
      wake()
    })
}
