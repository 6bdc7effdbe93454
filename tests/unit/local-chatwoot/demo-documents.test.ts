import { describe, expect, it } from 'vitest'
import { SHOP_DRAFTS, SHOP_ESCALATION, SHOP_QUALITY, SHOP_SLA, shopRouting } from '#infra/local/demo/documents'
import { checkPolicy } from '#policies/check-policy'
import { inMemoryChatwoot } from './in-memory-chatwoot.ts'

describe("the shop's own documents", () => {
  const { shop } = inMemoryChatwoot()

  it('may be activated, and nothing in them is hardly meant', () => {
    expect(checkPolicy('sla', SHOP_SLA)).toMatchObject({ ok: true, notes: [] })
    expect(checkPolicy('escalation', SHOP_ESCALATION, { sla: SHOP_SLA })).toMatchObject({ ok: true, notes: [] })
    expect(checkPolicy('routing', shopRouting(shop))).toMatchObject({ ok: true, notes: [] })
    expect(checkPolicy('drafts', SHOP_DRAFTS)).toMatchObject({ ok: true, notes: [] })
    expect(checkPolicy('quality', SHOP_QUALITY)).toMatchObject({ ok: true, notes: [] })
  })

  it('name each of the eight operators, and ask of a team only what somebody in it can do', () => {
    const { rules, operators } = shopRouting(shop)
    expect(Object.keys(operators).map(Number)).toEqual(shop.operators.map(({ id }) => id))
    for (const { to } of rules) {
      const team = Object.values(shop.teams).find(({ id }) => id === to.teamId)
      const members = Object.entries(operators).filter(([id]) => team === undefined || team.memberIds.has(Number(id)))
      const able = members.filter(([, { skills = [] }]) => (to.skills ?? []).every((skill) => skills.includes(skill)))
      expect(able.length).toBeGreaterThan(1)
    }
  })
})
