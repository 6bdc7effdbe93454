import { describe, expect, it } from 'vitest'
import { readHanded } from '#chatwoot/read-handed'

const change = (previous_value: unknown, current_value: unknown) => ({ assignee_id: { previous_value, current_value } })

describe('a save that hands a conversation on', () => {
  it('says from whom to whom, wherever it stands among the changes', () => {
    const changes = [{ updated_at: { previous_value: 'a', current_value: 'b' } }, change(41, 42)]
    expect(readHanded(changes, 7)).toEqual({ atUs: 7, from: 41, to: 42 })
  })

  it('may give it to nobody', () => {
    expect(readHanded([change(41, null)], 7)).toEqual({ atUs: 7, from: 41, to: null })
  })

  it.each([
    ['from nobody', [change(null, 42)]],
    ['a change of something else', [{ team_id: { previous_value: 5, current_value: 6 } }]],
    ['no changes', null],
    ['not a list', { assignee_id: { previous_value: 41, current_value: 42 } }],
    ['no ids', [change('41', '42')]],
  ])('is none: %s', (_what, changes) => {
    expect(readHanded(changes, 7)).toBeNull()
  })
})
