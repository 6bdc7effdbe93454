import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manualClock } from '#infra/local/clock'
import { holdFolder, lockFolder } from '#infra/local/folder-lock'
import { readOptions, UsageError } from '#infra/local/start-options'
import { storyClock } from '#infra/local/story-clock'
import { terminal } from '#infra/local/terminal'

describe('the command line', () => {
  test('without options starts the shop at real speed on the usual port', () => {
    expect(readOptions([], {})).toEqual({
      port: undefined,
      dataDir: undefined,
      quiet: false,
      verbose: false,
      speed: 1,
      chatwoot: undefined,
      json: false,
    })
  })

  test('takes every option', () => {
    const args = [
      '--port',
      '0',
      '--data',
      'd',
      '--quiet',
      '--json',
      '--chatwoot-url',
      'https://chat.example.com/',
      '--chatwoot-account',
      '3',
    ]
    expect(readOptions(args, { CHATWOOT_TOKEN: 't' })).toMatchObject({
      port: 0,
      dataDir: 'd',
      quiet: true,
      json: true,
      chatwoot: { url: 'https://chat.example.com', token: 't', accountId: 3 },
    })
    expect(readOptions(['--speed', '60'], {})?.speed).toBe(60)
    expect(readOptions(['--help'], {})).toBeUndefined()
  })

  test.each([
    [['--porto', '1'], /porto/],
    [['--port', '99999'], /port number/],
    [['--port', 'x'], /needs a number/],
    [['--speed', '0'], /between/],
    [['--chatwoot-url', 'https://chat.example.com'], /needs --chatwoot-token/],
    [['--chatwoot-url', 'ftp://x', '--chatwoot-token', 't'], /not an http/],
    [['--chatwoot-token', 't'], /needs --chatwoot-url/],
    [['--chatwoot-url', 'http://x', '--chatwoot-token', 't', '--speed', '2'], /stand-in only/],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(UsageError)
    expect(() => readOptions(args, {})).toThrow(message)
  })
})

describe('the clock of a session', () => {
  test('jumps, and fires what became due in order of its instant', async () => {
    const base = manualClock(1_000)
    const clock = storyClock(base, 1)
    const fired: string[] = []
    clock.at(5_000, () => fired.push('five'))
    const third = clock.at(3_000, () => fired.push('three'))
    clock.at(2_000, () => fired.push(`two at ${clock.now()}`))
    clock.clear(third)
    clock.skip(2_500)
    expect(clock.now()).toBe(3_500)
    await base.advance(0)
    expect(fired).toEqual(['two at 3500'])
    await base.advance(1_500)
    expect([fired, clock.now(), clock.skippedMs()]).toEqual([['two at 3500', 'five'], 5_000, 2_500])
    expect(() => clock.skip(-1)).toThrow(RangeError)
  })
})

describe('the terminal', () => {
  const shown = (verbose: boolean, lines: ['info' | 'warning' | 'error', string][]) => {
    const written: string[] = []
    const screen = terminal({ write: (text) => written.push(text) }, { verbose, now: () => 1_234 })
    for (const [level, text] of lines) screen.report({ level, source: 'ingest', text })
    return written.join('')
  }

  test('shows what functions warn of, and everything when asked', () => {
    const lines: ['info' | 'warning' | 'error', string][] = [
      ['info', '{"level":"info","code":"a"}'],
      ['info', '{"level":"WARN","code":"b"}'],
      ['info', 'plain'],
      ['error', 'died'],
    ]
    expect(shown(false, lines)).toBe('warning ingest {"level":"WARN","code":"b"}\nerror   ingest died\n')
    expect(shown(true, lines).split('\n')).toHaveLength(5)
  })

  test('writes steps with seconds and no colours into a file', () => {
    const written: string[] = []
    terminal({ write: (text) => written.push(text) }, { verbose: false, now: () => 1_234 }).step('ready')
    expect(written).toEqual(['  1.2 s  ready\n'])
  })
})

describe('the lock of the bundles', () => {
  test('is held by one, waits for the living and forgets the dead', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'backdesk-lock-'))
    const file = join(folder, '.lock')
    const unlock = await lockFolder(folder)
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid))
    const order: string[] = []
    const second = lockFolder(folder).then((release) => {
      order.push('second')
      release()
    })
    order.push('first')
    unlock()
    await second
    expect(order).toEqual(['first', 'second'])
    // beyond the largest process id of Linux
    writeFileSync(file, '4194999')
    ;(await lockFolder(folder))()
    rmSync(folder, { recursive: true })
  })
})

describe('a folder with state', () => {
  test('serves one process at a time, and again when that has let go or died', () => {
    const folder = mkdtempSync(join(tmpdir(), 'backdesk-lock-'))
    const release = holdFolder(folder)
    expect(() => holdFolder(folder)).toThrow(`${folder} is in use by process ${process.pid}`)
    release()
    const again = holdFolder(folder)
    // the first holder has nothing to let go of any more
    release()
    expect(() => holdFolder(folder)).toThrow('in use')
    again()
    // beyond the largest process id of Linux
    writeFileSync(join(folder, '.lock'), '4194999')
    holdFolder(folder)()
    rmSync(folder, { recursive: true })
  })
})
