import { readFileSync } from 'node:fs'
import { topicProblem } from '#policies/routing-names'
import { parsedJson } from '#runtime/json'
import type { Example } from '#text/topics/held-out-parts'
import { UsageFault } from './area.ts'

export type Fields = { readonly text: string; readonly label: string }

/** @throws UsageFault when there is no such file. */
export function textInFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new UsageFault(`--file ${file} cannot be read: ${why}`)
  }
}

/** Examples from JSON lines. @throws UsageFault naming the first line that is none; never what it says. */
export function examplesIn(lines: string, { text, label }: Fields): Example[] {
  return lines.split('\n').flatMap((line, at): Example[] => {
    if (line.trim() === '') return []
    const row = parsedJson(line)
    if (typeof row !== 'object' || row === null) throw new UsageFault(`line ${at + 1} is no JSON object`)
    const { [text]: said, [label]: topic } = row as Readonly<Record<string, unknown>>
    if (typeof said !== 'string') throw new UsageFault(`line ${at + 1} has no text in \`${text}\``)
    if (typeof topic !== 'string' || topic === '') throw new UsageFault(`line ${at + 1} has no text in \`${label}\``)
    // a routing document could not name it
    const problem = topicProblem(topic)
    if (problem !== undefined) throw new UsageFault(`line ${at + 1}: \`${label}\` ${problem}`)
    return [{ text: said, topic }]
  })
}
