import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationRow } from '#domain/analytics/conversation-row'
import type { Report } from '#domain/report/report'
import { eventMonth } from '#tests/support/event-month'
import { openReportDesk, type ReportDesk } from '#tests/support/report-desk'
import { runOps } from '#tests/support/run-ops'

const FROM_MS = Date.parse('2026-08-24T00:00:00Z')
/** Monday. */
const NOW_MS = Date.parse('2026-09-21T08:00:00Z')
const LIMIT_MS = 240_000

let desk: ReportDesk
beforeAll(async () => {
  desk = await openReportDesk({ fromMs: FROM_MS, nowMs: NOW_MS, conversations: 400 })
}, LIMIT_MS)
afterAll(() => desk.close())

const ops = (words: string) => runOps(desk.url, words)
const place = (format: string): string => `reports/${desk.account}/2026-W38.${format}`

describe('npm run ops -- report', () => {
  it(
    'makes the report of the last week, once, and shows it in three formats',
    async () => {
      const made = await ops('report make')
      expect(made).toMatchObject({ code: 0, err: '' })
      expect(made.out).toMatch(/2026-W38 is made\n {2}Conversations opened: \d+\n {2}Promises kept, .*: \d+\.\d %\n/)
      expect((await ops('report make')).out).toContain('there is one already; --again replaces it')
      expect((await ops('report list')).out).toMatch(
        /^2026-W38\tmade 2026-09-21T08:00Z\tnot told\tConversations opened: /,
      )
      expect((await ops('report show')).out).toContain('week 2026-W38')
      expect(await desk.object(place('html'))).toMatch(/^<!doctype html>/)
      const report = JSON.parse(await desk.object(place('json'))) as Report
      const values = new Map(report.figures.map(({ id, value }) => [id, value]))
      expect(values.get('opened')).toBeGreaterThan(50)
      expect(values.get('intake_received')).toBe(7 * 400)
      expect(values.get('last_proven_page')).toBe(NOW_MS - 3 * 86_400_000)
      expect(report.unknown.join(' ')).not.toContain('one by one')
    },
    LIMIT_MS,
  )

  it(
    'works every number out again, and finds them all the same',
    async () => {
      const verified = await ops('report verify')
      expect(verified).toMatchObject({ code: 0, err: '' })
      expect(verified.out).toMatch(/\d+ numbers and series worked out again, all the same/)
    },
    LIMIT_MS,
  )

  it(
    'finds a number that somebody has changed, and names it',
    async () => {
      const json = await desk.object(place('json'))
      const report = JSON.parse(json) as Report
      const figures = report.figures.map((figure) => (figure.id === 'sla_net' ? { ...figure, value: 0.999 } : figure))
      await desk.put(place('json'), `${JSON.stringify({ ...report, figures }, null, 2)}\n`)
      const verified = await ops('report verify --week 2026-W38')
      expect(verified.code).toBe(1)
      expect(verified.out).toMatch(
        /TAMPERED WITH\n {2}the stored file is not the one that was written\n {2}sla_net: tampered/,
      )
      await desk.put(place('json'), json)
      expect((await ops('report verify')).code).toBe(0)
    },
    LIMIT_MS,
  )

  it(
    'tells late news from tampering, and is right again when it is made again',
    async () => {
      const late = [...eventMonth({ seed: 5, conversations: 3, fromMs: NOW_MS - 3 * 86_400_000, days: 1 })]
      const later = late.map(({ conversationId: id, events }) => {
        const conversationId = id + 10_000
        return { conversationId, events: events.map((event) => ({ ...event, conversationId })) }
      })
      await desk.tell(later)
      const verified = await ops('report verify --json')
      expect(verified.code).toBe(4)
      const { differences } = JSON.parse(verified.out) as { differences: { id: string; what: string }[] }
      expect(differences).toContainEqual(expect.objectContaining({ id: 'opened', what: 'corrected' }))
      expect(differences.filter(({ what }) => what === 'tampered')).toEqual([])
      expect((await ops('report make --again')).code).toBe(0)
      expect((await ops('report verify')).code).toBe(0)
    },
    LIMIT_MS,
  )

  it.each([
    ['report make --week 2026-W39', 'has not ended yet'],
    ['report show --week 2026-W31', 'has no report of 2026-W31'],
    ['report verify --week 2026-W60', '--week: not a week such as 2026-W38'],
    ['report show --format pdf', '--format must be one of json, html, md'],
    ['report paint', 'unknown command: report paint'],
  ])(
    '%s is refused in words, with exit code 2',
    async (words, said) => {
      const { code, err } = await ops(words)
      expect(code).toBe(2)
      expect(err).toContain(said)
    },
    LIMIT_MS,
  )
})

describe('npm run ops -- analytics export', () => {
  it(
    'has a row for each conversation of its days, in a file that is there when it is whole',
    async () => {
      const path = join(mkdtempSync(join(tmpdir(), 'backdesk-export-')), 'rows.jsonl')
      const words = `analytics export --from 2026-08-24 --to 2026-09-20 --format jsonl --out ${path}`
      const done = await ops(words)
      expect(done).toMatchObject({ code: 0, err: '' })
      const rows = readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as ConversationRow)
      expect(done.out).toContain(`${rows.length} conversations in ${path}`)
      expect(rows.length).toBeGreaterThan(300)
      expect(new Set(rows.map(({ conversationId }) => conversationId)).size).toBe(rows.length)
      expect(await ops(words)).toMatchObject({ code: 2, err: expect.stringContaining('is there already') })
    },
    LIMIT_MS,
  )

  it.each([
    ['analytics export --out x', '--from DAY is missing'],
    ['analytics export --from 2026-09-01 --out x --format parquet', '--format must be one of csv, jsonl'],
    ['happenings tell --kind outage --title x', '--kind must be one of deploy, incident, campaign, other'],
  ])(
    '%s is refused in words, with exit code 2',
    async (words, said) => {
      const { code, err } = await ops(words)
      expect(code).toBe(2)
      expect(err).toContain(said)
    },
    LIMIT_MS,
  )
})

it(
  'what a pipeline tells by the command line is told once, and listed',
  async () => {
    const tell = 'happenings tell --kind deploy --title Shop-8.1 --at 2026-09-21T06:00:00Z --id web@812'
    expect((await ops(tell)).out).toContain('Told: ')
    expect((await ops(tell)).out).toContain('Known already: ')
    expect((await ops('happenings list')).out).toBe('2026-09-21T06:00:00Z  deploy  Shop-8.1  (web@812)\n')
  },
  LIMIT_MS,
)
