import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UsageFault, type Values } from '#infra/ops/area'
import { escalationsArea } from '#infra/ops/escalations-area'
import { policyArea } from '#infra/ops/policy-area'

const folder = mkdtempSync(join(tmpdir(), 'backdesk-policies-'))
/** Nothing listens there: what asks a deployment fails otherwise than with a UsageFault. */
const values = (given: Values['given'] = {}): Values => ({
  env: 'dev',
  endpoint: 'http://127.0.0.1:9',
  json: false,
  given,
})
const fileOf = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const FIXTURES = 'tests/fixtures/policies'
type Fixture = { readonly kind: string; readonly document?: unknown }
const fixture = (path: string) => JSON.parse(readFileSync(join(FIXTURES, path), 'utf8')) as Fixture

describe('policy validate', () => {
  const validate = (kind: string, file: string) => policyArea.run(['validate'], values({ kind, file }))

  it.each(readdirSync(join(FIXTURES, 'broken')))(
    'refuses %s with exit code 1, a path and a message a line',
    async (name) => {
      const { kind, document } = fixture(join('broken', name))
      const file = fileOf(name, JSON.stringify(document) ?? '')
      const answer = await validate(kind, file)
      expect(answer.exitCode).toBe(1)
      for (const line of answer.text.split('\n')) expect(line).toMatch(/^\S.*: \S/)
      expect(answer.json).toMatchObject({ ok: false })
    },
  )

  it.each(readdirSync(join(FIXTURES, 'valid')))('passes %s', async (name) => {
    const raw = fixture(join('valid', name))
    const document = (raw.document ?? raw) as Fixture
    const answer = await validate(document.kind, fileOf(name, JSON.stringify(document)))
    expect(answer.text).toMatch(/^The document is in order\./)
    expect(answer.exitCode).toBeUndefined()
  })
})

describe('wrong usage', () => {
  const good = fileOf('sla.json', JSON.stringify(fixture('valid/holidays.json')))
  it.each<[string, Values['given'], string]>([
    ['validate', { kind: 'routing', file: good }, '--kind must be sla or escalation'],
    ['validate', { file: good }, '--kind sla|escalation is missing'],
    ['validate', { kind: 'sla' }, '--file FILE is missing'],
    ['validate', { kind: 'sla', file: join(folder, 'nowhere.json') }, 'cannot be read: ENOENT'],
    ['activate', { kind: 'sla', version: '1' }, '--reason TEXT is missing'],
    ['activate', { kind: 'sla', version: '1', reason: ' ' }, '1 to 500 characters'],
    ['rollback', { kind: 'sla', reason: 'x'.repeat(501) }, '1 to 500 characters'],
    ['replay', { kind: 'sla', file: good }, '--since SPAN is missing'],
    ['replay', { kind: 'sla', file: good, since: 'yesterday' }, '--since must be a span'],
    ['replay', { kind: 'sla', file: good, since: '1d', limit: 'all' }, '--limit must be'],
    ['paint', {}, 'unknown command: policy paint'],
  ])('policy %s %o is told in a sentence', async (command, given, sentence) => {
    const fault = await policyArea.run([command], values(given)).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(UsageFault)
    expect(String(fault)).toContain(sentence)
  })

  it.each<[string, Values['given'], string]>([
    ['list', { state: 'open' }, '--state must be'],
    ['list', { limit: '101' }, '--limit must be'],
    ['resolve', {}, '--id ID is missing'],
    ['acknowledge', { id: 'nonsense' }, 'no id of an escalation'],
    ['paint', {}, 'unknown command: escalations paint'],
  ])('escalations %s %o is told in a sentence', async (command, given, sentence) => {
    const fault = await escalationsArea.run([command], values(given)).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(UsageFault)
    expect(String(fault)).toContain(sentence)
  })
})
