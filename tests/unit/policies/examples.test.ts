import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkPolicy, type PolicyKind } from '#policies/check-policy'

const FOLDER = 'docs/examples'

describe('the examples in the docs', () => {
  it.each(readdirSync(FOLDER))('%s may be activated as it is', (name) => {
    const kind: PolicyKind = name.startsWith('sla-') ? 'sla' : 'escalation'
    expect(checkPolicy(kind, JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')))).toMatchObject({ ok: true })
  })
})
