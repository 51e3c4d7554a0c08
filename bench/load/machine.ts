import { readdirSync, readFileSync } from 'node:fs'

// Linux keeps these figures; man 5 proc_pid_stat counts processor time in ticks of 10 ms.
const TICK_MS = 10

/** Processor time a process has used so far, with that of its children when `family`, in milliseconds. */
export function cpuOf(pid: number, { family = false } = {}): number {
  const pids = family ? familyOf(pid) : [pid]
  return pids.reduce((sum, one) => sum + ticksOf(one, family), 0) * TICK_MS
}

/** Processor time that the whole machine has used so far, in milliseconds. */
export function cpuOfMachine(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user! + nice! + system! + irq! + softirq!) * TICK_MS
}

/** Memory that a process holds, now or at its most, in MB. */
export function memoryOf(pid: number, when: 'now' | 'peak'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const [, kb] = new RegExp(`${when === 'now' ? 'VmRSS' : 'VmHWM'}:\\s+(\\d+)`).exec(status)!
  return Math.round(Number(kb) / 1024)
}

function familyOf(root: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const parents = new Map(all.map((name) => [Number(name), statOf(Number(name))?.parent]))
  const family = [root]
  for (const parent of family)
    for (const [pid, its] of parents) if (its === parent && pid !== root) family.push(pid)
  return family
}

/** `ended`: with the time of children that have ended. */
function ticksOf(pid: number, ended: boolean): number {
  const stat = statOf(pid)
  return stat ? stat.own + (ended ? stat.children : 0) : 0
}

function statOf(pid: number) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number)
    return { parent: Number(fields[1]), own: user! + system!, children: childrenUser! + childrenSystem! }
  } catch {
    return null
  }
}
