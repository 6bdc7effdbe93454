import { describe, expect, it } from 'vitest'
import { type DeadLetter, isEveryLetter, isMeant, tallyOf } from '#domain/dead-letter'
import { deadLetterQueues } from '#domain/dead-letter-queues'

const aLetter = (changes: Partial<DeadLetter> = {}): DeadLetter => ({
  ...{ id: 'a', reason: 'poison', detail: null, atMs: 1_000, account: 'shop', conversationId: 7 },
  ...{ correlationId: null, attributes: {}, groupId: null, bytes: 2 },
  ...changes,
})

describe('which letters are meant', () => {
  it.each([
    [{}, true],
    [{ reason: 'poison', account: 'shop', sinceMs: 1_000, untilMs: 1_000, ids: ['b', 'a'] }, true],
    [{ reason: 'unparseable' }, false],
    [{ account: 'outlet' }, false],
    [{ sinceMs: 1_001 }, false],
    [{ untilMs: 999 }, false],
    [{ ids: ['b'] }, false],
  ])('%j: %s', (filter, meant) => {
    expect(isMeant(aLetter(), filter)).toBe(meant)
    expect(isEveryLetter(filter)).toBe(Object.keys(filter).length === 0)
  })

  it('a letter that names no account is of none', () => {
    expect(isMeant(aLetter({ account: null }), { account: 'shop' })).toBe(false)
  })
})

it('counts letters by reason, the most frequent first, and says since when the oldest lies there', () => {
  const letters = ['a', 'b', 'b'].map((reason, nth) => aLetter({ reason, atMs: 5 - nth }))
  const reasons = [
    { reason: 'b', letters: 2 },
    { reason: 'a', letters: 1 },
  ]
  expect(tallyOf(letters)).toEqual({ letters: 3, oldestAtMs: 3, reasons })
  expect(tallyOf([])).toEqual({ letters: 0, oldestAtMs: null, reasons: [] })
})

it('finds dead-letter queues in the outputs of a stack, with the queues before them', () => {
  const outputs = {
    InboundQueueUrl: 'q/inbound',
    InboundDeadLettersUrl: 'q/inbound-dead',
    SpoolDeadLettersUrl: 'q/spool-dead',
    ActionsQueueUrl: 'q/actions.fifo',
    ActionsDeadLettersUrl: 'q/actions-dead.fifo',
    PublishFailuresUrl: 'q/failures',
    BrandNewQueueUrl: 'q/new',
    BrandNewDeadLettersUrl: 'q/new-dead',
    ConsoleUrl: 'https://console.example',
  }
  expect(deadLetterQueues(outputs)).toMatchObject([
    { name: 'inbound', sourceUrl: 'q/inbound', fifo: false, movable: true },
    { name: 'spool', sourceUrl: 'q/inbound', movable: false },
    { name: 'actions', sourceUrl: 'q/actions.fifo', fifo: true, movable: false },
    { name: 'publish', sourceUrl: null, movable: false },
    { name: 'brand-new', sourceUrl: 'q/new', movable: true },
  ])
})
