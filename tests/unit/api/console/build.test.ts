import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSite, siteFile } from '#functions/api/site'
import { buildConsole, pageWith } from '#functions/console/build'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backdesk-build-'))
  await buildConsole(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const text = (name: string): string => readFileSync(join(folder, name), 'utf8')
const scripts = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.js'))
/** By the page itself. */
const askedAtOnce = (): readonly string[] =>
  [...text('index.html').matchAll(/(?:src|href)="\/console\/([^"]+)"/g)].map((match) => match[1] ?? '')

describe('the built console', () => {
  it('is a page that asks for files that are served', () => {
    const site = loadSite(folder)
    const asked = askedAtOnce()
    expect(asked.filter((name) => !name.startsWith('chunk-'))).toHaveLength(3)
    for (const name of asked) expect(siteFile(site, name, {}).kind).toBe('file')
    for (const name of scripts())
      for (const [, imported = ''] of text(name).matchAll(/["']\.\/([\w-]+\.js)["']/g))
        expect(siteFile(site, imported, {}).kind, `${name} imports ${imported}`).toBe('file')
  })

  it('fetches beside its script what that imports at once, and leaves pages for few to those who go there', () => {
    const later = scripts().filter((name) => !askedAtOnce().includes(name))
    expect(
      later
        .filter((name) => !name.startsWith('chunk-'))
        .map((name) => name.replace(/-\w+\.js$/, ''))
        .sort(),
    ).toEqual([
      'approvals-page',
      'figures-page',
      'knowledge-page',
      'operations-page',
      'overview-tab',
      'quality-tab',
      'receipts',
      'reports-tab',
      'standings-tab',
      'suggested',
    ])
    const app = scripts().find((name) => name.startsWith('app-')) ?? ''
    const atOnce = [...text(app).matchAll(/from\s?["']\.\/([\w-]+\.js)["']/g)].map((match) => match[1] ?? '')
    expect(atOnce.length).toBeGreaterThan(0)
    for (const name of atOnce) expect(askedAtOnce()).toContain(name)
  })

  it('names the style of those pages, which is served, and is not asked for at once', () => {
    const [, name = ''] = /name="later-style" content="\/console\/([^"]+)"/.exec(text('index.html')) ?? []
    expect(siteFile(loadSite(folder), name, {}).kind).toBe('file')
    expect(askedAtOnce()).not.toContain(name)
  })

  it('keeps its content security policy: nothing inline, no evaluation, nothing from elsewhere', () => {
    const page = text('index.html')
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/)
    for (const script of scripts()) expect(text(script)).not.toMatch(/\beval\(|new Function\(/)
    const styles = readdirSync(folder).filter((name) => name.endsWith('.css'))
    expect(styles).toHaveLength(2)
    for (const style of styles) expect(text(style)).not.toMatch(/url\(|@import/)
  })

  it('stays small: 46 KB over the wire until the queue is there, 12 KB for each page beyond', () => {
    const bytesOf = (name: string): number => readFileSync(join(folder, `${name}.br`)).length
    const first = ['index.html', ...askedAtOnce()].reduce((total, name) => total + bytesOf(name), 0)
    expect(first).toBeLessThan(46_000)
    for (const name of scripts().filter((one) => !askedAtOnce().includes(one)))
      expect(bytesOf(name), name).toBeLessThan(12_000)
  })

  it('has every file compressed beside it, and the same', () => {
    for (const name of readdirSync(folder).filter((file) => !file.endsWith('.br'))) {
      const compressed = brotliDecompressSync(readFileSync(join(folder, `${name}.br`)))
      expect(compressed.equals(readFileSync(join(folder, name)))).toBe(true)
    }
  })

  it('empties its folder first', async () => {
    const before = readdirSync(folder)
    await buildConsole(folder)
    expect(readdirSync(folder)).toEqual(before)
  })
})

it('a page that asks for a file that was not built is a fault', () => {
  expect(() => pageWith('<script src="{{app.js}}">', ['style-ABCD1234.css'])).toThrow('app.js')
})

it('a bundle without a page is a fault at start', () => {
  const empty = mkdtempSync(join(tmpdir(), 'backdesk-empty-'))
  expect(() => loadSite(empty)).toThrow('index.html')
})
