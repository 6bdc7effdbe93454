import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EvalFault, ownFiles } from '#tests/bench/routing-eval/own-files'
import { behindIn, runScenario } from '#tests/bench/routing-eval/run-scenario'

const folder = mkdtempSync(join(tmpdir(), 'backdesk-'))
let count = 0
function aFile(lines: readonly (object | string)[]): string {
  const file = join(folder, `${++count}.jsonl`)
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return file
}
const TRAIN = [
  { id: 'a', text: 'Where is my parcel?', intent: 'delivery' },
  { id: 'b', text: 'My parcel is late', intent: 'delivery' },
  { id: 'c', text: 'The invoice is wrong', intent: 'billing' },
  { id: 'd', text: 'I want a refund of this invoice', intent: 'billing' },
  { id: 'e', text: 'Sing me a song', intent: 'oos' },
]
const TEST = [
  { id: 'x', text: 'my parcel?', intent: 'delivery' },
  { id: 'y', text: 'where is my parcel', intent: 'delivery' },
  { id: 'z', text: 'What a fine day', intent: 'oos' },
]

describe('labelled files of somebody’s own', () => {
  it('are taught and tried as they are, without what belongs to no topic', () => {
    const own = ownFiles(aFile(TRAIN), aFile(TEST), undefined)
    if (own.kind !== 'texts') throw new Error('chats')
    expect(own.ids).toEqual(['x', 'y', 'z'])
    expect(own.scenario.parts[0]?.taught.map(({ topic }) => topic)).not.toContain('oos')
    const done = runScenario(own.scenario)
    expect(done.repeated).toBe(1)
    expect(done.guesses.map(({ topic }) => topic)).toHaveLength(3)
    expect(done.ours).toMatchObject({ count: 3, accuracy: 1 })
    expect(behindIn({ ...done, ours: { ...done.ours, accuracy: 0 } })[0]).toMatch(/^accuracy on .*, Backdesk 0\.0 %$/)
  })

  it('have a classifier for each bot, and ids in the order in which they are tried', () => {
    const rows = (bot: string) => TRAIN.map((row) => ({ ...row, bot }))
    const tried = [
      { ...TEST[0], bot: 'b' },
      { ...TEST[1], bot: 'a' },
    ]
    const own = ownFiles(aFile([...rows('a'), ...rows('b')]), aFile(tried), 'intent')
    expect(own).toMatchObject({ ids: ['y', 'x'], scenario: { parts: [{}, {}] } })
  })

  it('may be chats', () => {
    const chats = [{ turns: [{ text: 'Hi' }], domain: 'media' }]
    expect(ownFiles(aFile(chats), aFile(chats), undefined)).toMatchObject({
      kind: 'chats',
      tried: [{ topic: 'media' }],
    })
  })

  it.each([
    [[], TEST, undefined, /is empty/],
    [['{"text":'], TEST, undefined, /line 1 of .* is no JSON/],
    [['7'], TEST, undefined, /line 1 of .* is no JSON object/],
    [[{ text: 'Hi' }], TEST, undefined, /none of the fields topic, label, intent, team, domain: name it by --label/],
    [TRAIN, [{ text: 'Hi' }], undefined, /row 1 of .* has no text in `intent`/],
    [TRAIN, [{ intent: 'billing' }], undefined, /row 1 of .* has no `text`/],
    [TRAIN, TEST, 'queue', /row 1 of .* has no text in `queue`/],
    [TRAIN, [{ ...TEST[0], bot: 'b' }], undefined, /line 1 of .* is of a `bot` that .* does not teach/],
    [[TRAIN[0], TRAIN[1]].map((row) => ({ ...row })), TEST, undefined, /fewer than two of `intent`/],
  ])('are refused with a sentence (%#)', (train, test, label, sentence) => {
    const run = () => ownFiles(aFile(train), aFile(test), label)
    expect(run).toThrow(EvalFault)
    expect(run).toThrow(sentence)
  })

  it('are missed by name', () => {
    expect(() => ownFiles('no-such.jsonl', aFile(TEST), undefined)).toThrow('no-such.jsonl is not there')
  })
})
