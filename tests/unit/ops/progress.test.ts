import { expect, it } from 'vitest'
import { spanText } from '#infra/ops/alive-conversations'
import { progressOn } from '#infra/ops/progress'

it('progress is shown to somebody who watches, and to nobody else', () => {
  for (const [isTTY, expected] of [
    [true, ['\r\u001b[2K3 done', '\r\u001b[2K']],
    [false, []],
  ] as const) {
    const written: string[] = []
    const progress = progressOn({ isTTY, write: (text) => written.push(text) })
    progress.show('3 done')
    progress.end()
    expect(written).toEqual(expected)
  }
})

it.each([
  ['30m', 1_800_000],
  ['12h', 43_200_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
])('%s is %d ms', (given, ms) => {
  expect(spanText(given)).toBe(ms)
})
it.each(['', '7', 'd', '0d', '1.5h', '-1d', '99999d', '7 d'])('"%s" is no span', (given) => {
  expect(() => spanText(given)).toThrow('--since must be')
})
