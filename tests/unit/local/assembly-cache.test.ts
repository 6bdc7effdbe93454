import { existsSync, mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { beforeEach, describe, expect, it } from 'vitest'
import { assemblyCache } from '#infra/local/assembly-cache'

const NOW_MS = Date.UTC(2026, 10, 26)
const DAY_MS = 86_400_000

let root = ''
const write = (path: string, text: string): string => {
  const at = join(root, path)
  mkdirSync(dirname(at), { recursive: true })
  writeFileSync(at, text)
  return at
}
const cacheNow = (nowMs = NOW_MS) => assemblyCache(root, () => nowMs)
const assembly = (text: string): string => dirname(write(`.local/run-${text}/manifest.json`, text))

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'backdesk-assemblies-'))
  write('functions/ingest/handler.ts', 'one')
  write('package-lock.json', '{}')
})

describe('an assembly', () => {
  it('is found again by the same sources, where it was put', () => {
    expect(cacheNow().find()).toBeUndefined()
    const kept = cacheNow().keep(assembly('a'))
    expect(cacheNow().find()).toBe(kept)
    expect(readFileSync(join(kept, 'manifest.json'), 'utf8')).toBe('a')
  })

  it.each(['functions/ingest/handler.ts', 'shared/domain/new.ts', 'infra/app-stack.ts', 'package-lock.json'])(
    'is not found once %s is another',
    (path) => {
      cacheNow().keep(assembly('a'))
      write(path, 'two')
      expect(cacheNow().find()).toBeUndefined()
    },
  )

  it.each(['infra/local/runner.ts', 'infra/ops/ops.ts', 'README.md'])('does not depend on %s', (path) => {
    cacheNow().keep(assembly('a'))
    write(path, 'two')
    expect(cacheNow().find()).toBeDefined()
  })

  it('belongs to the sources as they were when its making began', () => {
    const begun = cacheNow()
    write('functions/ingest/handler.ts', 'two')
    begun.keep(assembly('a'))
    expect(cacheNow().find()).toBeUndefined()
  })

  it('made twice at once is kept once, and both runs have it', () => {
    const [first, second] = [cacheNow(), cacheNow()]
    const kept = first.keep(assembly('a'))
    expect(second.keep(assembly('b'))).toBe(kept)
    expect(readFileSync(join(kept, 'manifest.json'), 'utf8')).toBe('a')
    expect(existsSync(join(root, '.local/run-b'))).toBe(false)
  })

  it('goes when it was not used for a day, and stays while it is', () => {
    const old = cacheNow().keep(assembly('a'))
    write('functions/ingest/handler.ts', 'two')
    cacheNow(NOW_MS + DAY_MS).keep(assembly('b'))
    expect(existsSync(old)).toBe(true)
    utimesSync(old, NOW_MS / 1000, NOW_MS / 1000)
    write('functions/ingest/handler.ts', 'three')
    cacheNow(NOW_MS + DAY_MS + 1).keep(assembly('c'))
    expect(existsSync(old)).toBe(false)
  })

  it('is made from nothing but what is looked at', async () => {
    const { metafile } = await build({
      entryPoints: ['infra/app.ts'],
      ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', write: false, metafile: true },
    })
    const read = Object.keys(metafile.inputs)
    expect(read).toContain('infra/app-stack.ts')
    expect(read.filter((path) => !/^(functions|shared|infra)\//.test(path))).toEqual([])
    expect(read.filter((path) => /^infra\/(local|ops)\//.test(path))).toEqual([])
  })
})
