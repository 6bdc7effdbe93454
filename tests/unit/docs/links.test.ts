import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const FOLDERS = ['docs', 'feedback', 'functions', 'infra', 'shared', 'tests']
const pages = [
  'README.md',
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  ).filter((path) => path.endsWith('.md')),
]

const isFence = (line: string): boolean => /^\s*```/.test(line)

/** A page's text without its code, which may look like links and headings and is none. */
function proseOf(page: string): string {
  let inCode = false
  const lines = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => {
      if (isFence(line)) inCode = !inCode
      return !inCode && !isFence(line)
    })
  return lines.join('\n')
}

/** As GitHub makes them: lower case, punctuation dropped, spaces to dashes. */
const anchorsOf = (page: string): string[] =>
  [...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

type Link = { readonly page: string; readonly target: string }

const linksIn = (page: string): Link[] =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => ({ page, target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target))

function isBroken({ page, target }: Link): boolean {
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page : normalize(join(dirname(page), path)).replace(/\/$/, '')
  if (!existsSync(file)) return true
  return anchor !== undefined && !anchorsOf(file).includes(anchor)
}

describe('the pages', () => {
  it('link only to files, folders and headings that exist', () => {
    const links = pages.flatMap(linksIn)
    expect(links.length).toBeGreaterThan(80)
    expect(links.filter(isBroken)).toEqual([])
  })

  // Numbers are given out in blocks, so one may be missing while what it is of is being built.
  it('number each decision once, each with what, why and consequences', () => {
    const decisions = pages.filter((path) => path.startsWith('docs/adr/')).sort()
    const numbers = decisions.map((path) => /^docs\/adr\/(\d{4})-[a-z-]+\.md$/.exec(path)?.[1] ?? '')
    expect(new Set(numbers).size).toBe(decisions.length)
    decisions.forEach((path, index) => {
      const number = numbers[index] ?? ''
      const text = readFileSync(path, 'utf8')
      expect(text.startsWith(`# ${number} `), path).toBe(true)
      for (const part of ['**What.**', '**Why.**', '**Consequences.**']) expect(text, path).toContain(part)
    })
  })

  it.each(['README.md', 'docs/local-runner.md', 'docs/deploy.md', 'feedback/support/2026-11-22.md'])(
    '%s names only scripts and tests that exist',
    (page) => {
      const text = readFileSync(page, 'utf8')
      const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
      const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name)
      expect(named.filter((name) => !(name in scripts))).toEqual([])
      const files = [...text.matchAll(/(?:vitest run|--import tsx) ([\w./-]+)/g)].map(([, path = '']) => path)
      expect(files.filter((path) => !existsSync(path))).toEqual([])
    },
  )
})
