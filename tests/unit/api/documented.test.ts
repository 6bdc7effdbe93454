import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { CHOSEN_BY, UNFIT } from '#domain/routing/choice-terms'
import { HELD_FOR, ROUTED_FOR, ROUTING_STATES } from '#domain/routing/routing-record'
import { BEHIND } from '#domain/routing/why-behind'
import type { HttpRoute } from '#runtime/http'
import { keyOf, ROUTES } from './route-table.ts'

const DOCS = 'docs/api'
const page = (name: string): string => readFileSync(join(DOCS, name), 'utf8')
/** The page that the table of routes leads to. */
const pageOf = (key: string): string =>
  page('README.md').match(new RegExp(`\\[\`${literal(key)}\`\\]\\(([a-z-]+\\.md)\\)`))?.[1] ?? 'missing'

describe('docs/api', () => {
  it.each(ROUTES.map(keyOf))('has %s in its table, and a page with that heading', (key) => {
    expect(readdirSync(DOCS)).toContain(pageOf(key))
    expect(page(pageOf(key))).toMatch(new RegExp(`^#{1,2} ${literal(key)}$`, 'm'))
  })

  it('tells of no route that does not exist', () => {
    const told = [...page('README.md').matchAll(/\[`([A-Z]+ \/[^`]*)`\]/g)].map((match) => match[1])
    expect(told.sort()).toEqual(ROUTES.map(keyOf).sort())
  })

  it.each(ROUTES.filter(({ query }) => query !== undefined).map((route) => [keyOf(route), route] as const))(
    'has every parameter of %s',
    (key, { query }) => {
      const parameters = membersOf(query)
      expect(parameters).not.toEqual([])
      for (const parameter of parameters) expect(page(pageOf(key))).toContain(`\`${parameter}\``)
    },
  )

  it.each(ROUTES.filter(({ body }) => membersOf(body).length > 0).map((route) => [keyOf(route), route] as const))(
    'has every member of the body of %s',
    (key, { body }) => {
      for (const member of membersOf(body))
        expect(page(pageOf(key))).toMatch(new RegExp(`[\`"]${literal(member)}[\`"]`))
    },
  )

  it('explains every code of a refusal with its status, and no other', () => {
    const sources = [
      ...['functions/api', 'functions/redrive'].flatMap((folder) => sourcesIn(folder, /\.ts$/)),
      ...sourcesIn('shared/runtime', /^http.*\.ts$/),
    ].join('\n')
    const refusals = [...sources.matchAll(/refused\(\s*(\d{3}),\s*'([a-z_]+)'/g)]
    const faults = [...sources.matchAll(/status: (\d{3}),\s*code: '([a-z_]+)',\s*detail/g)]
    const known = [...refusals, ...faults].map(([, status, code]) => `${code} ${status}`)
    const rows = page('errors.md').matchAll(/^\| `([a-z_]+)` \| (\d{3}) \|/gm)
    expect([...rows].map(([, code, status]) => `${code} ${status}`).sort()).toEqual([...new Set(known)].sort())
  })

  it('explains every code that a receipt of routing may hold', () => {
    const told = page('receipts.md')
    for (const code of [...UNFIT, ...CHOSEN_BY, ...BEHIND, ...HELD_FOR, ...ROUTED_FOR, ...ROUTING_STATES])
      expect(told).toContain(`\`${code}\``)
  })

  it('has examples that are JSON', () => {
    const examples = readdirSync(DOCS).flatMap((name) => [...page(name).matchAll(/```json\n([\s\S]*?)```/g)])
    expect(examples.length).toBeGreaterThan(5)
    for (const example of examples) expect(() => JSON.parse(example[1] ?? '')).not.toThrow()
  })
})

/** Names of the members of an object's schema, also of one that may be left out; of any other schema none. */
const membersOf = (schema: HttpRoute['query']): readonly string[] => {
  const object = schema instanceof z.ZodMiniOptional ? schema.def.innerType : schema
  return object instanceof z.ZodMiniObject ? Object.keys(object.shape) : []
}

const sourcesIn = (folder: string, name: RegExp): readonly string[] =>
  readdirSync(folder)
    .filter((file) => name.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
