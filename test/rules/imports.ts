import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parseSync } from '@swc/core'

/** One file of ours that another one uses; `typeOnly` leaves no trace at run time. */
export type Import = { from: string; to: string; typeOnly: boolean }

/** Every source file below a folder. */
export function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('node_modules'))
    .map((path) => join(folder, path))
    .sort()
}

/** What each of these files takes from others of ours, also where it does so only when needed; packages are left out. */
export function importsOf(files: string[]): Import[] {
  return files.flatMap((from) => {
    const text = readFileSync(from, 'utf8')
    const { body } = parseSync(text, { syntax: 'typescript', tsx: from.endsWith('x') })
    const fixed = body.flatMap((item) =>
      'source' in item && item.source
        ? [{ source: item.source.value, typeOnly: 'typeOnly' in item && item.typeOnly }]
        : [],
    )
    // Read at run time, so it closes no circle while the house is loaded.
    const late = [...text.matchAll(/\bimport\(\s*'([^']+)'/g)].map(([, source]) => ({
      source: source!,
      typeOnly: true,
    }))
    return [...fixed, ...late]
      .filter(({ source }) => source.startsWith('.'))
      .map(({ source, typeOnly }) => ({ from, to: normalize(join(dirname(from), source)), typeOnly }))
  })
}

/** Circles that exist at run time, each as the files on its way. */
export function circlesIn(imports: Import[]): string[][] {
  const next = new Map<string, string[]>()
  for (const { from, to, typeOnly } of imports) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  const circles: string[][] = []
  const walk = (file: string, way: string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file])
    if (way.includes(file) || done.has(file)) return
    for (const to of next.get(file) ?? []) walk(to, [...way, file])
    done.add(file)
  }
  for (const file of next.keys()) walk(file, [])
  return circles
}
