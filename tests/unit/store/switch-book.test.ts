import { describe, expect, it } from 'vitest'
import { type SwitchedOff, switchBook } from '#store/switches'

const off = (account: string, name: string): SwitchedOff => ({ account, name, reason: 'Test', by: 'avery', atMs: 1 })

function aBook(...initial: SwitchedOff[]) {
  const held = { all: initial, reads: 0, fails: false }
  const clock = { nowMs: 1_000_000 }
  const faults: unknown[] = []
  const list = async (account: string) => {
    held.reads++
    if (held.fails) throw new Error('down')
    return held.all.filter((one) => one.account === account)
  }
  const book = switchBook({ list }, { now: () => clock.nowMs, onFault: (error) => faults.push(error) })
  return { book, held, clock, faults }
}

describe('the book of switches', () => {
  it('says what is off for an account, and what is off for all', async () => {
    const { book } = aBook(off('shop', 'act.add_note'), off('*', 'route'))
    expect(await book.isOff('shop', 'act.add_note')).toBe(true)
    expect(await book.isOff('outlet', 'act.add_note')).toBe(false)
    expect(await book.isOff('shop', 'route')).toBe(true)
    expect(await book.isOff('outlet', 'route')).toBe(true)
    expect(await book.isOff('shop', 'act')).toBe(false)
  })

  it('hears of a change after fifteen seconds at the latest', async () => {
    const { book, held, clock } = aBook()
    await book.isOff('shop', 'act')
    held.all = [off('shop', 'act')]
    clock.nowMs += 14_999
    expect(await book.isOff('shop', 'act')).toBe(false)
    expect(held.reads).toBe(2)
    clock.nowMs += 1
    expect(await book.isOff('shop', 'act')).toBe(true)
  })

  it('serves on with an old copy while the table cannot be read, and without one knows nothing', async () => {
    const { book, held, clock, faults } = aBook(off('shop', 'act'))
    held.fails = true
    await expect(book.isOff('shop', 'act')).rejects.toThrow('down')
    held.fails = false
    expect(await book.isOff('shop', 'act')).toBe(true)
    held.fails = true
    clock.nowMs += 15_000
    expect(await book.isOff('shop', 'act')).toBe(true)
    expect(faults).toHaveLength(2)
  })
})
