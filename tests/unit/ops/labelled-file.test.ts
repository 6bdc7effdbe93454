import { describe, expect, it } from 'vitest'
import { examplesIn, textInFile } from '#infra/ops/labelled-file'

const fields = { text: 'text', label: 'topic' }

describe('examples in a file', () => {
  it('are its lines, by the fields that are named', () => {
    const lines = '{"said":"a parcel","team":"delivery"}\n\n{"said":"an invoice","team":"billing","more":1}\n'
    expect(examplesIn(lines, { text: 'said', label: 'team' })).toEqual([
      { text: 'a parcel', topic: 'delivery' },
      { text: 'an invoice', topic: 'billing' },
    ])
  })

  it.each([
    ['{"text":"My secret"}', 'line 1 has no text in `topic`'],
    ['{"topic":"a"}', 'line 1 has no text in `text`'],
    ['{"text":"My secret","topic":""}', 'line 1 has no text in `topic`'],
    ['{"text":"My secret","topic":" billing"}', 'line 1: `topic` must not be blank, nor begin or end with a blank'],
    ['\nMy secret', 'line 2 is no JSON object'],
    ['"My secret"', 'line 1 is no JSON object'],
  ])('are refused by the line, and what it says is not repeated: %j', (lines, sentence) => {
    expect(() => examplesIn(lines, fields)).toThrow(sentence)
    expect(() => examplesIn(lines, fields)).not.toThrow(/secret/)
  })

  it('are missed where there is no such file', () => {
    expect(() => textInFile('no-such.jsonl')).toThrow('--file no-such.jsonl cannot be read: ENOENT')
  })
})
