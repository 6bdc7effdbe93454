import { describe, expect, it } from 'vitest'
import { ACTION_VERBS } from '#domain/action'
import { MARKS_OUTAGES, SWITCHES, switchNamed } from '#domain/switches'

describe('the table of switches', () => {
  it('has every name once, and each verb of act', () => {
    const names = SWITCHES.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const verb of ACTION_VERBS) expect(names).toContain(`act.${verb}`)
  })

  it('says of each what stops, what happens instead, and what becomes of it afterwards', () => {
    for (const { stops, meanwhile, afterwards } of SWITCHES)
      for (const words of [stops, meanwhile, afterwards]) expect(words).toMatch(/^[A-Z].*\.$/)
  })

  it('knows no switch of another name, and none for taking webhooks in', () => {
    for (const name of ['ingest', 'process', 'act.', 'Act', 'toString', '']) expect(switchNamed(name)).toBeUndefined()
  })

  it('marks the times of switches that there are', () => {
    for (const name of MARKS_OUTAGES) expect(switchNamed(name)?.name).toBe(name)
  })
})
