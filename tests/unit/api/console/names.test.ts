import { describe, expect, it } from 'vitest'
import { viewOf } from '#functions/api/conversation-view'
import { customerName, personName, plainText, teamName } from '#functions/console/src/names'
import { NO_OPTIONS, namedApart, withSeen } from '#functions/console/src/seen-options'
import { aConversation, START_MS } from '#tests/support/builders'

describe('names as they are shown', () => {
  it.each([
    ['Jordan Sample', 'Jordan Sample'],
    ['  Ana  ', 'Ana'],
    ['a\nb\tc\u0000d', 'a b c d'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['\u2067\u2069\u202C\u061C', ''],
    ['محمد\u200Cی', 'محمد\u200Cی'],
    ['<b>', '<b>'],
  ])('%j is %j: no line breaks, nothing that turns the text around it', (name, shown) => {
    expect(plainText(name)).toBe(shown)
  })

  it('are never empty', () => {
    for (const name of [null, '', '   ', '\u202E']) expect(customerName(name)).toBe('Unknown customer')
    expect(personName({ kind: 'operator', id: 74, name: ' ' })).toBe('Operator 74')
    expect(personName({ kind: 'bot', id: 3, name: '' })).toBe('Bot 3')
    expect(teamName({ id: 10, name: '' })).toBe('Team 10')
  })
})

describe('the filters', () => {
  const view = viewOf(aConversation(), START_MS)
  const seen = withSeen(NO_OPTIONS, [
    { ...view, team: { id: 11, name: 'Returns' }, assignee: { kind: 'operator', id: 75, name: 'Alex Kim' } },
    { ...view, team: { id: 12, name: 'Returns' }, assignee: { kind: 'operator', id: 76, name: 'Alex Kim' } },
    { ...view, team: { id: 13, name: '' }, assignee: { kind: 'operator', id: 77, name: 'Zoe Diaz' } },
  ])

  it('tell teams and operators of one name apart', () => {
    expect(namedApart(seen.teams)).toEqual([
      [11, 'Returns (11)'],
      [12, 'Returns (12)'],
      [13, 'Team 13'],
    ])
    expect(namedApart(seen.operators)).toEqual([
      [75, 'Alex Kim (75)'],
      [76, 'Alex Kim (76)'],
      [77, 'Zoe Diaz'],
    ])
  })

  it('stay as they are when nothing new is seen', () => {
    expect(withSeen(seen, [view])).toMatchObject({ teams: seen.teams })
    expect(withSeen(seen, [])).toBe(seen)
  })
})
