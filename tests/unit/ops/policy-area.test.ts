import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Area, isOneCommand, refuseOtherOptions, UsageFault, type Values } from '#infra/ops/area'
import { AREAS } from '#infra/ops/areas'
import { accountFor } from '#infra/ops/desk'
import { escalationsArea } from '#infra/ops/escalations-area'
import { policyArea } from '#infra/ops/policy-area'
import { inForce } from '#infra/ops/policy-writing'

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
    ['validate', { kind: 'staffing', file: good }, '--kind must be sla, escalation, routing'],
    ['validate', { file: good }, '--kind sla|escalation|routing is missing'],
    ['validate', { kind: 'sla' }, '--file FILE is missing'],
    ['validate', { kind: 'sla', file: join(folder, 'nowhere.json') }, 'cannot be read: ENOENT'],
    ['activate', { kind: 'sla', version: '1' }, '--reason TEXT is missing'],
    ['activate', { kind: 'sla', version: '1', reason: ' ' }, '1 to 500 characters'],
    ['rollback', { kind: 'sla', reason: 'x'.repeat(501) }, '1 to 500 characters'],
    ['replay', { kind: 'sla', file: good }, '--since SPAN is missing'],
    ['replay', { kind: 'sla', file: good, since: 'yesterday' }, '--since must be a span'],
    ['replay', { kind: 'sla', file: good, since: '1d', limit: 'all' }, '--limit must be'],
    ['replay', { routing: true, kind: 'sla', file: good, since: '1d' }, '--routing is short for --kind routing'],
    ['replay', { routing: true, file: good }, '--since SPAN is missing'],
    ['paint', {}, 'unknown command: policy paint'],
  ])('policy %s %o is told in a sentence', async (command, given, sentence) => {
    const fault = await policyArea.run([command], values(given)).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(UsageFault)
    expect(String(fault)).toContain(sentence)
  })

  it.each<[string, string, Values['given'], string]>([
    ['policy', 'rollback', { kind: 'sla', version: '0', reason: 'x' }, 'policy rollback takes no --version'],
    ['policy', 'validate', { kind: 'sla', account: 'shop' }, 'policy validate takes no --account'],
    ['escalations', 'resolve', { id: 'x', account: 'shop' }, 'escalations resolve takes no --account'],
    ['accounts', 'remove', { account: 'shop', unsigned: true }, 'accounts remove takes no --unsigned'],
    ['chatwoot', 'list', { url: 'x' }, 'chatwoot list takes no --url'],
    ['targets', 'test', { target: 'x', kind: 'sns' }, 'targets test takes no --kind'],
    ['targets', 'test', { account: 'x' }, '--account is no option here'],
  ])('%s %s %o is told in a sentence', (name, command, given, sentence) => {
    const area = AREAS[name]
    if (area === undefined) throw new Error(`no area ${name}`)
    expect(() => refuseOtherOptions({ name, area, command }, given)).toThrow(new UsageFault(sentence))
  })

  it('is not that a command is given an option which its line of help names', () => {
    for (const [name, area] of Object.entries(AREAS)) {
      // An area that is one command has it under ''.
      const helped = area.usage.split(/^ {2}(?=\S)/m).filter((text) => text !== '')
      for (const text of helped) {
        const command = commandIn(area, text)
        const named = [...(text.split('  ')[0] ?? '').matchAll(/--([a-z][a-z0-9-]*)/g)].map(([, option = '']) => [
          option,
          'x',
        ])
        refuseOtherOptions({ name, area, command }, Object.fromEntries(named))
      }
      // Where a word in capitals stands for the command, the area judges itself what it is given.
      if (helped.some((text) => /^[A-Z]/.test(commandIn(area, text)))) continue
      expect(Object.keys(area.takes)).toEqual([...new Set(helped.map((text) => commandIn(area, text)))])
      expect(new Set(Object.values(area.takes).flat())).toEqual(new Set(Object.keys(area.options)))
    }
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

describe('the account that a command is about', () => {
  const asked = (given: Values['given'], ...accounts: readonly string[]) =>
    accountFor(values(given), { accounts: async () => accounts }).catch((error: unknown) => error)

  it('is the one named, or the only one', async () => {
    expect(await asked({ account: 'outlet' }, 'shop', 'outlet')).toBe('outlet')
    expect(await asked({}, 'shop')).toBe('shop')
  })

  it('is none that is not registered', async () => {
    expect(await asked({ account: 'shpo' }, 'shop', 'outlet')).toEqual(
      new UsageFault('there is no account shpo: there are shop, outlet'),
    )
    expect(await asked({ account: 'shop' })).toEqual(new UsageFault('there is no account shop: none is registered yet'))
  })
})

describe('a version that has come into force', () => {
  const of = { account: 'shop', kind: 'sla' } as const
  const moved = { version: 2, before: 1, changed: true }

  it('is told as such though its conversations could not be asked to follow', async () => {
    const refresh = () => Promise.reject(new Error('the queue does not answer'))
    const { text, json, exitCode } = await inForce(of, moved, { refresh })
    expect(text).toContain(
      'Version 2 is in force, but its conversations were not asked to follow: run activate --version 2 again',
    )
    expect({ json, exitCode }).toMatchObject({ json: { version: 2, changed: true, refresh: 'not_queued' } })
    expect(exitCode).toBeUndefined()
  })

  it('is told with what was in force before', async () => {
    const { text, json } = await inForce(of, moved, { refresh: async () => {} })
    expect(text).toContain('Version 2 of sla is in force for shop, after version 1.')
    expect(json).toMatchObject({ previousVersion: 1, refresh: 'queued' })
  })

  it('asks no conversation to follow a routing document', async () => {
    const refresh = () => Promise.reject(new Error('nobody was to be asked'))
    const { text, json } = await inForce({ account: 'shop', kind: 'routing' }, moved, { refresh })
    expect(text).toBe('Version 2 of routing is in force for shop, after version 1. Routing goes by it within seconds.')
    expect(json).toMatchObject({ refresh: 'not_needed' })
  })
})

const commandIn = (area: Area, text: string): string => (isOneCommand(area) ? '' : (text.split(' ')[1] ?? ''))
