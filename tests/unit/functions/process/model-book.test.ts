import { describe, expect, it } from 'vitest'
import { modelBook } from '#functions/process/model-book'
import { sha256Hex } from '#runtime/digest'
import { trainTopics } from '#text/topics/train-topics'

const { model } = trainTopics([
  { text: 'where is my parcel', topic: 'delivery' },
  { text: 'my invoice is wrong', topic: 'billing' },
])

function aBook(objects: Record<string, string>) {
  const reads: string[] = []
  const faults: string[] = []
  let nowMs = 1_000
  const modelOf = modelBook({
    read: async (key) => {
      reads.push(key)
      return objects[key]
    },
    now: () => nowMs,
    wait: () => new Promise(() => undefined),
    onFault: (error, about) => void faults.push(`${about.account} ${about.model} ${String(error)}`),
  })
  const later = (ms: number): void => {
    nowMs += ms
  }
  return { modelOf, reads, faults, later }
}

describe('the trained classifiers', () => {
  it('are read once a name', async () => {
    const { modelOf, reads, faults } = aBook({ 'models/shop/m-1.json': JSON.stringify(model) })
    const [one, other] = await Promise.all([modelOf('shop', 'm-1'), modelOf('shop', 'm-1')])
    expect(one?.topics).toEqual(['billing', 'delivery'])
    expect(other).toBe(one)
    expect(await modelOf('shop', 'm-1')).toBe(one)
    expect(reads).toEqual(['models/shop/m-1.json'])
    expect(faults).toEqual([])
  })

  it.each([
    ['is not there', {}],
    ['is no JSON', { 'models/shop/m-1.json': '{' }],
    ['is of a later release', { 'models/shop/m-1.json': JSON.stringify({ ...model, format: 3 }) }],
    ['cannot judge', { 'models/shop/m-1.json': JSON.stringify({ ...model, calibration: undefined }) }],
    ['is not whole', { 'models/shop/m-1.json': JSON.stringify({ ...model, weights: '' }) }],
    ['has lost rareness', { 'models/shop/m-1.json': JSON.stringify({ ...model, rareness: '' }) }],
    ['has lost an offset', { 'models/shop/m-1.json': JSON.stringify({ ...model, offsets: [0] }) }],
    ['has no number', { 'models/shop/m-1.json': JSON.stringify({ ...model, scales: [null, null] }) }],
  ])('do without one that %s, say so, and ask again a minute later', async (_name, objects: Record<string, string>) => {
    const { modelOf, reads, faults, later } = aBook(objects)
    expect(await modelOf('shop', 'm-1')).toBeUndefined()
    later(59_999)
    expect(await modelOf('shop', 'm-1')).toBeUndefined()
    expect([reads.length, faults.length]).toEqual([1, 1])
    expect(faults[0]).toMatch(/^shop m-1 (?:Type|Range)?Error: /)
    objects['models/shop/m-1.json'] = JSON.stringify(model)
    later(1)
    expect((await modelOf('shop', 'm-1'))?.topics).toHaveLength(2)
  })

  it('are used under a name that `routing train` gave only with the content it was given for', async () => {
    const text = JSON.stringify(model)
    const name = `m-${sha256Hex(text).slice(0, 10)}`
    const key = `models/shop/${name}.json`
    expect((await aBook({ [key]: text }).modelOf('shop', name))?.topics).toHaveLength(2)
    const { modelOf, faults } = aBook({ [key]: JSON.stringify({ ...model, examples: 3 }) })
    expect(await modelOf('shop', name)).toBeUndefined()
    expect(faults).toEqual([`shop ${name} Error: The topic model is not what was stored under its name`])
  })

  it('are not waited for while they cannot be had: texts are read without, until they are there', async () => {
    let arrive: (text: string) => void = () => undefined
    let reads = 0
    const modelOf = modelBook({
      read: () => {
        reads += 1
        return new Promise((resolve) => {
          arrive = resolve
        })
      },
      now: () => 1_000,
      wait: async () => undefined,
      onFault: () => undefined,
    })
    expect(await modelOf('shop', 'm-1')).toBeUndefined()
    expect(await modelOf('shop', 'm-1')).toBeUndefined()
    arrive(JSON.stringify(model))
    await new Promise((resolve) => setImmediate(resolve))
    expect((await modelOf('shop', 'm-1'))?.topics).toEqual(['billing', 'delivery'])
    expect(reads).toBe(1)
  })
})
