import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { generateTraffic, type Traffic } from '#infra/local/chatwoot/traffic'
import { runOps } from '#tests/support/run-ops'
import { type Desk, inboundOf, openDesk } from './desk.ts'

/**
 * The drill of docs/runbooks/rollback.md: a version of process that cannot work is released to the running template, its
 * alarm rings, the alias is pointed back by the command of the runbook, and the oracle finds every webhook.
 */
const WEBHOOKS = 300
const START_MS = Date.UTC(2026, 8, 14, 9)
const MINUTE_MS = 60_000
const LIMIT_MS = 300_000

let desk: Desk | undefined
afterEach(async () => {
  await desk?.stop()
  desk = undefined
})

const story = (): Traffic =>
  generateTraffic({
    seed: 20_261_126,
    webhooks: WEBHOOKS,
    startMs: START_MS,
    duplicateShare: 0.1,
    reorderShare: 0.1,
    malformedShare: 0,
  })

/** A bundle whose handler does this. */
function bundleThat(does: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'backdesk-bad-release-'))
  writeFileSync(join(folder, 'index.js'), `exports.handler = async () => { ${does} }\n`)
  return folder
}

async function release(running: Desk, name: string, codeDir: string): Promise<unknown> {
  const body = JSON.stringify({ function: `backdesk-dev-${name}`, codeDir })
  return (await fetch(`${running.runner.urls.engines}/_backdesk/release`, { method: 'POST', body })).json()
}

/** Minutes that pass with whatever can be done in them; a version that cannot work never comes to rest. */
async function trouble(running: Desk, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    running.clock.skip(MINUTE_MS)
    await running.runner.drain({ limitMs: 1_500 }).catch(() => undefined)
  }
}

const alarmOf = (running: Desk, name: string): string | undefined =>
  running.runner.alarms.states().find((alarm) => alarm.name === `backdesk-dev-${name}`)?.state

const conversationIds = async (running: Desk): Promise<number[]> =>
  [...(await running.conversations()).keys()].sort((a, b) => a - b)

describe('a bad release', () => {
  it(
    'of process is noticed by its version, taken back by one command, and nothing that waited is lost',
    async () => {
      const traffic = story()
      const running = await openDesk(traffic.accountId)
      desk = running
      const ops = (words: string) => runOps(running.runner.urls.engines, words)
      const third = WEBHOOKS / 3
      const part = (nth: number) => traffic.webhooks.slice(nth * third, nth === 2 ? undefined : (nth + 1) * third)

      expect(new Set(await running.deliver(part(0)))).toEqual(new Set([202]))
      await running.settle()
      const before = await conversationIds(running)
      expect(alarmOf(running, 'release-process')).not.toBe('ALARM')

      expect(await release(running, 'process', bundleThat("throw new Error('a bad release')"))).toMatchObject({
        version: '2',
      })
      expect(new Set(await running.deliver(part(1)))).toEqual(new Set([202]))
      await trouble(running, 4)
      const releasedAt = running.clock.now()
      expect(alarmOf(running, 'release-process')).toBe('ALARM')
      expect(await conversationIds(running)).toEqual(before)
      const { visible, inFlight } = inboundOf(running.runner).counts()
      expect(visible + inFlight).toBe(part(1).length)

      expect((await ops('release list --function process')).out).toMatch(/^2\t[^\t]+\tserves\n1\t[^\t]+\n$/)
      const back = await ops('release rollback --function process')
      expect(back).toMatchObject({ code: 0, err: '' })
      expect(back.out).toMatch(/^process is served by version 1 again, instead of 2\./)
      expect((await ops('release list --function process')).out).toMatch(/^2\t[^\t]+\n1\t[^\t]+\tserves\n$/)
      expect((await ops('release rollback --function process')).code).toBe(1)

      expect(new Set(await running.deliver(part(2)))).toEqual(new Set([202]))
      await running.settle()
      expect(running.messagesLeft()).toEqual({})
      expect(await conversationIds(running)).toEqual(
        traffic.expected.map(({ conversationId }) => conversationId).sort((a, b) => a - b),
      )
      const stored = await running.conversations()
      for (const { conversationId, status, priority } of traffic.expected)
        expect(stored.get(conversationId)?.state.snapshot, `conversation ${conversationId}`).toMatchObject({
          status,
          priority,
        })
      const minutes = Math.round((running.clock.now() - releasedAt) / MINUTE_MS)
      console.log(
        `${part(1).length} webhooks met the bad version, all answered 202; ${minutes} min after the way back nothing waits, ${stored.size} conversations as the oracle`,
      )
    },
    LIMIT_MS,
  )

  it(
    'of ingest is taken back while webhooks come, and none that was answered 202 is lost',
    async () => {
      const traffic = story()
      const running = await openDesk(traffic.accountId)
      desk = running
      const half = WEBHOOKS / 2
      await running.deliver(traffic.webhooks.slice(0, half))
      await release(running, 'ingest', bundleThat("throw new Error('a bad release')"))
      const refused = await running.deliver(traffic.webhooks.slice(half, half + 20))
      // Chatwoot never sends these again: what the canary and the command save are all the others.
      expect(new Set(refused)).toEqual(new Set([500]))
      await trouble(running, 1)
      expect(alarmOf(running, 'release-ingest')).toBe('ALARM')
      expect((await runOps(running.runner.urls.engines, 'release rollback --function ingest')).code).toBe(0)
      const after = await running.deliver(traffic.webhooks.slice(half))
      expect(new Set(after)).toEqual(new Set([202]))
      await running.settle()
      expect(running.messagesLeft()).toEqual({})
      expect(await conversationIds(running)).toEqual(
        traffic.expected.map(({ conversationId }) => conversationId).sort((a, b) => a - b),
      )
    },
    LIMIT_MS,
  )
})
