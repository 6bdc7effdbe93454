import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkPolicy, POLICY_KINDS } from '#policies/check-policy'

const FOLDER = 'docs/examples'

describe('the examples in the docs', () => {
  it.each(readdirSync(FOLDER))('%s may be activated as it is', (name) => {
    const kind = POLICY_KINDS.find((known) => name.startsWith(`${known}-`)) ?? 'sla'
    expect(checkPolicy(kind, JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')))).toMatchObject({ ok: true })
  })
})
