import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { accountQuery, conversationQuery, queueQuery } from '#functions/api/queries'
import { apiRoutes } from '#functions/api/routes'
import { AUTH } from './serving.ts'

const DOCS = 'docs/api'
const page = (name: string): string => readFileSync(join(DOCS, name), 'utf8')
const unused = async (): Promise<never> => {
  throw new Error('not to be called')
}
/** Nothing here is called: the table alone is read. */
const routes = apiRoutes({
  reads: {
    queuePage: unused,
    tallies: unused,
    conversation: unused,
    ledgerPage: unused,
    oldestWaitingSinceMs: unused,
    newestWriteAtMs: unused,
  },
  readDepth: unused,
  links: new Map(),
  now: () => 0,
  site: new Map(),
  auth: AUTH,
  environment: 'test',
  defaultAccount: null,
})

describe('docs/api', () => {
  it.each(routes.map(({ path }) => path))('has GET %s in its table, and a page with that heading', (path) => {
    const row = page('README.md').match(new RegExp(`\\[\`GET ${literal(path)}\`\\]\\(([a-z]+\\.md)\\)`))
    const name = row?.[1] ?? 'missing'
    expect(readdirSync(DOCS)).toContain(name)
    expect(page(name)).toMatch(new RegExp(`^#{1,2} GET ${literal(path)}$`, 'm'))
  })

  it('tells of no route that does not exist', () => {
    const told = [...page('README.md').matchAll(/\[`GET ([^`]+)`\]/g)].map((match) => match[1])
    expect(told.sort()).toEqual(routes.map(({ path }) => path).sort())
  })

  it.each([
    ['queue.md', queueQuery],
    ['tile.md', accountQuery],
    ['conversations.md', conversationQuery],
  ])('%s has every parameter', (name, schema) => {
    const shape = schema instanceof z.ZodMiniObject ? schema.shape : {}
    expect(Object.keys(shape)).not.toEqual([])
    for (const parameter of Object.keys(shape)) expect(page(name)).toContain(`\`${parameter}\``)
  })

  it('explains every code of a refusal, and no other', () => {
    const folder = 'functions/api'
    const sources = [
      ...readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
      readFileSync('shared/runtime/http.ts', 'utf8'),
    ].join('\n')
    const refusals = [...sources.matchAll(/refused\(\s*\d{3},\s*'([a-z_]+)'/g)].map((match) => match[1])
    const faults = [...sources.matchAll(/code: '([a-z_]+)',\s*detail/g)].map((match) => match[1])
    const told = [...page('errors.md').matchAll(/^\| `([a-z_]+)` \| \d{3} \|/gm)].map((match) => match[1])
    expect(told.sort()).toEqual([...new Set([...refusals, ...faults])].sort())
  })

  it('has examples that are JSON', () => {
    const examples = readdirSync(DOCS).flatMap((name) => [...page(name).matchAll(/```json\n([\s\S]*?)```/g)])
    expect(examples.length).toBeGreaterThan(5)
    for (const example of examples) expect(() => JSON.parse(example[1] ?? '')).not.toThrow()
  })
})

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
