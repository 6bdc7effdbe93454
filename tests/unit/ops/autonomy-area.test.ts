import { expect, test } from 'vitest'
import { judged, newTrack, type Track, tracksFrom } from '#domain/autonomy-track'
import { differing, told } from '#infra/ops/autonomy-area'
import { anApproval } from '#tests/support/approvals'
import { START_MS } from '#tests/support/builders'

const replies = ['a', 'b', 'c'].map((id, nth) =>
  anApproval({ id, state: 'learned', intent: 'router_reset', decidedAtMs: START_MS + nth }),
)
const [counted] = tracksFrom(replies)
const track = counted ?? newTrack({ intent: '', writer: '' })

test('a list says who has earned what, what is missing, and by which reply it was lost', () => {
  const lost: Track = judged(track, { id: '1042/low', atMs: START_MS, mark: 'demoting' })
  const rules = { intents: [{ intent: 'router_reset', above: 0.9 }], sampleOneIn: 5 }
  const { text } = told({ account: 'shop', policy: 'drafts@3', rules, tracks: [lost], turns: [] })
  expect(text).toContain('shop, drafts@3: router_reset above 0.9; one in 5 is kept for a person')
  expect(text).toContain('2 of 2 good, 0 rejected')
  expect(text).toContain(
    `a person: too few were graded, 48 good ones to go, lost ${new Date(START_MS).toISOString()} by 1042/low`,
  )
})

test('counting anew finds what is missing and what is too much, and never gives back what was lost', () => {
  expect(differing([{ ...track, revision: 9 }], [track])).toEqual([])
  expect(differing([], [track])).toEqual([track])
  const less: Track = { ...track, judgements: track.judgements.slice(1), revision: 9 }
  expect(differing([less], [track])).toEqual([{ ...track, revision: 9 }])
  const lost = judged(track, { id: '1042/erased', atMs: START_MS + 9, mark: 'demoting' })
  expect(differing([lost], [track])).toMatchObject([{ judgements: track.judgements, lost: { id: '1042/erased' } }])
})
