import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type LearningSignal, signalOf } from '#domain/learning-signal'
import { signalsIntoDays, signalsIntoFile, wholeDays } from '#infra/ops/signal-export'
import { aDecidedApproval, ENDED_AT_MS, PLAIN_MEANS } from '#tests/support/signals'

const DAY_MS = 86_400_000
const signal = (id: string, endedAtMs = ENDED_AT_MS): LearningSignal =>
  signalOf(aDecidedApproval({ id, endedAtMs }), endedAtMs, PLAIN_MEANS)
async function* listed(...signals: LearningSignal[]) {
  yield* signals
}
async function* broken() {
  yield signal('ap-1')
  throw new Error('the table is gone')
}
const show = () => undefined
const aPath = () => join(mkdtempSync(join(tmpdir(), 'backdesk-signals-')), 'signals.jsonl')

describe('an export of signals into a file', () => {
  it('has a line of JSON for each, in order, for the eyes of its owner', async () => {
    const path = aPath()
    const exported = await signalsIntoFile(listed(signal('ap-1'), signal('ap-2')), { path, show })
    expect(exported).toEqual({ count: 2, to: [path] })
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([signal('ap-1'), signal('ap-2')])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('leaves nothing behind where it fails half way', async () => {
    const path = aPath()
    await expect(signalsIntoFile(broken(), { path, show })).rejects.toThrow('the table is gone')
    expect([existsSync(path), existsSync(`${path}.unfinished`)]).toEqual([false, false])
  })

  it('does not write over what another export is writing', async () => {
    const path = aPath()
    writeFileSync(`${path}.unfinished`, 'of another')
    await expect(signalsIntoFile(listed(signal('ap-1')), { path, show })).rejects.toThrow('EEXIST')
    expect(readFileSync(`${path}.unfinished`, 'utf8')).toBe('of another')
  })
})

describe('an export of signals into days', () => {
  it('is an object a day of ends', async () => {
    const put: [string, number][] = []
    const exported = await signalsIntoDays(
      listed(signal('ap-1'), signal('ap-2', ENDED_AT_MS + 1), signal('ap-3', ENDED_AT_MS + DAY_MS)),
      {
        put: async (day, lines) => {
          put.push([day, lines.trimEnd().split('\n').length])
          return `s3://bucket/${day}`
        },
        show,
      },
    )
    expect(put).toEqual([
      ['2026-05-04', 2],
      ['2026-05-05', 1],
    ])
    expect(exported).toEqual({ count: 3, to: ['s3://bucket/2026-05-04', 's3://bucket/2026-05-05'] })
  })

  it('is of whole days, so that no object has a part of one', () => {
    const midnightMs = Date.UTC(2026, 4, 4)
    expect(wholeDays({ fromMs: ENDED_AT_MS, toMs: ENDED_AT_MS + 1 })).toEqual({
      fromMs: midnightMs,
      toMs: midnightMs + DAY_MS,
    })
  })
})
