import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { asUnknown, examine } from '#infra/ops/doctor/examine'
import { type Check, ok } from '#infra/ops/doctor/finding'

const check = (name: string, look: Check['look']): Check => ({ name, account: null, look })
const options = { limitMs: 1_000, onEnded: () => undefined }
const named = (name: string, message: string): Error => Object.assign(new Error(message), { name })

describe('examining', () => {
  afterEach(() => void vi.useRealTimers())

  it('goes on when one check fails, and tells of it as unknown', async () => {
    const lines = await examine(
      [
        check('broken', async () => {
          throw named('ServiceUnavailable', 'try later')
        }),
        check('well', async () => [ok('all is well')]),
      ],
      options,
    )
    expect(lines.map(({ name, state, found }) => [name, state, found])).toEqual([
      ['broken', 'unknown', 'ServiceUnavailable: try later'],
      ['well', 'ok', 'all is well'],
    ])
  })

  it('does not wait for what never answers', async () => {
    vi.useFakeTimers()
    const ended: number[] = []
    const examined = examine(
      [check('silent', () => new Promise(() => undefined)), check('well', async () => [ok('x')])],
      {
        limitMs: 1_000,
        onEnded: (count) => void ended.push(count),
      },
    )
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await examined).map(({ code }) => code)).toEqual(['timed_out', 'ok'])
    expect(ended).toEqual([1, 2])
  })

  it.each([
    [
      'AccessDenied',
      'User: arn:aws:iam::1:user/x is not authorized to perform: sqs:GetQueueAttributes on resource: arn:x',
    ],
    ['AccessDeniedException', 'not authorized to perform: sqs:GetQueueAttributes because no policy allows it'],
  ])('names the right that is missing: %s', (name, message) => {
    expect(asUnknown(named(name, message))).toMatchObject({
      state: 'unknown',
      code: 'right_missing',
      mend: ['Ask with credentials that have sqs:GetQueueAttributes'],
    })
  })

  it('tells of a missing right that is not named', () => {
    expect(asUnknown(named('AccessDenied', 'Access Denied'))).toMatchObject({ code: 'right_missing' })
  })
})

describe('what the doctor says', () => {
  const folder = 'infra/ops/doctor'
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/\b(?:wrong|warning)\(\s*'([a-z_]+)'/g)].map(([, code = '']) => code),
  )

  it('is explained on its page, code by code', () => {
    const page = readFileSync('docs/runbooks/doctor.md', 'utf8')
    expect(codes.length).toBeGreaterThan(30)
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
  })
})
