/** Lines of the archive of webhooks that are about the contact: the others of an object stay as they are. */
import { mentionsIn } from './mentions.ts'
import type { Forgotten } from './places.ts'

/** `infra/ops/archive-reader.ts`, as far as it is needed here. */
export type Archive = {
  objects(span: { readonly fromMs: number; readonly toMs: number }): AsyncIterable<string>
  lines(key: string): AsyncIterable<string> | Promise<Iterable<string>>
  replace(key: string, lines: readonly string[]): Promise<void>
}

export type FoundLines = { readonly key: string; readonly his: number; readonly kept: readonly string[] }

/** Objects with a line of him. `body` null: the body lies as an object of its own, which `erasedKeys` names. */
export async function* findLines(
  archive: Archive,
  of: Forgotten,
  {
    toMs,
    erasedKeys,
    onLooked,
  }: { readonly toMs: number; readonly erasedKeys: ReadonlySet<string>; readonly onLooked: (count: number) => void },
): AsyncGenerator<FoundLines> {
  let looked = 0
  for await (const key of archive.objects({ fromMs: 0, toMs })) {
    const kept: string[] = []
    let his = 0
    for await (const line of await archive.lines(key)) {
      onLooked(++looked)
      if (isHis(line, of, erasedKeys)) his++
      else kept.push(line)
    }
    if (his > 0) yield { key, his, kept }
  }
}

type Line = { readonly account?: unknown; readonly body?: unknown; readonly bodyKey?: unknown }

function isHis(line: string, of: Forgotten, erasedKeys: ReadonlySet<string>): boolean {
  const { account, body, bodyKey } = JSON.parse(line) as Line
  if (account !== of.account) return false
  if (typeof body === 'string') return mentionsIn(body, of) === 'yes'
  return typeof bodyKey === 'string' && erasedKeys.has(bodyKey)
}
