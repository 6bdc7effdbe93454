import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

/** `file:line:column` in a bundle becomes the place in the source that it was made from; everything else stays as it is. */
export type OriginalPositions = (text: string) => string

const POSITION = /((?:\/[^\s/:()]+)+\.c?js):(\d+):(\d+)/g

/**
 * Done here and not by the workers: a map of megabytes would be read again after each cold start, by every worker that
 * has a fault to tell of.
 */
export function originalPositions(folder: string): OriginalPositions {
  const maps = new Map<string, SourceMap | undefined>()
  const mapOf = (path: string): SourceMap | undefined => {
    if (!maps.has(path)) maps.set(path, readMap(path))
    return maps.get(path)
  }
  return (text) => {
    if (!text.includes(folder)) return text
    return text.replace(POSITION, (found, path: string, line: string, column: string) => {
      if (!path.startsWith(folder)) return found
      const entry = mapOf(path)?.findEntry(Number(line) - 1, Number(column) - 1)
      if (entry === undefined || !('originalSource' in entry)) return found
      // relative to where it was bundled, which is not where it runs
      const source = entry.originalSource.replace(/^(?:file:\/\/)?(?:\.\.?\/)*/, '')
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    })
  }
}

function readMap(path: string): SourceMap | undefined {
  const file = `${path}.map`
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}
