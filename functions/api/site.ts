/**
 * The console's files, read once at start. A request can only name what was found then, so no path in a request ever
 * reaches the file system.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { refused } from '#runtime/http'
import { type Answer, accepts, type FileAnswer, type HttpHeaders } from '#runtime/http-answer'

type SiteFile = { readonly plain: FileAnswer; readonly brotli: FileAnswer | null }
export type Site = ReadonlyMap<string, SiteFile>

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
/** esbuild's `[name]-[hash]`. */
const HASHED = /-[A-Z0-9]{8}\.(js|css|woff2)$/
const A_YEAR_S = 31_536_000

/** @throws Error when the folder, or its index.html, is missing: the bundle is broken then. */
export function loadSite(folder: string): Site {
  const names = readdirSync(folder)
  const site = new Map<string, SiteFile>()
  for (const name of names) {
    const contentType = CONTENT_TYPES[extname(name)]
    if (contentType === undefined) continue
    const cacheControl = HASHED.test(name) ? `public, max-age=${A_YEAR_S}, immutable` : 'no-cache'
    const file = { kind: 'file', contentType, cacheControl } as const
    const compressed = names.includes(`${name}.br`) ? readFileSync(join(folder, `${name}.br`)) : null
    site.set(name, {
      plain: { ...file, bytes: readFileSync(join(folder, name)) },
      brotli: compressed === null ? null : { ...file, bytes: compressed, encoding: 'br' },
    })
  }
  if (!site.has('index.html')) throw new Error(`no index.html in ${folder}`)
  return site
}

/** One file by its exact name, compressed if it exists so and the caller takes it. */
export function siteFile(site: Site, name: string, headers: HttpHeaders): Answer {
  const file = site.get(name)
  if (file === undefined) return refused(404, 'no_such_file', 'The console has no such file.')
  return file.brotli !== null && accepts(headers, 'br') ? file.brotli : file.plain
}
