/**
 * The weekly report of a busy month, at its size: made, verified, told apart from one in which a number was changed, and
 * written as a page to look at. Alone: `node --import tsx tests/bench/report.ts [conversations] [page.html]`.
 */
import { writeFile } from 'node:fs/promises'
import type { Report } from '#domain/report/report'
import { openReportDesk } from '#tests/support/report-desk'
import { runOps } from '#tests/support/run-ops'

const FROM_MS = Date.parse('2026-08-24T00:00:00Z')
/** Monday. */
const NOW_MS = Date.parse('2026-09-21T08:00:00Z')
const WEEK = '2026-W38'

const conversations = Number(process.argv[2] ?? 50_000)
const page = process.argv[3] ?? 'report.html'
if (!Number.isInteger(conversations) || conversations < 1) throw new Error('how many conversations?')

const lap = lapper()
const desk = await openReportDesk({ fromMs: FROM_MS, nowMs: NOW_MS, conversations })
lap('month told and counted')
try {
  const made = await runOps(desk.url, 'report make')
  lap('report made')
  console.info(made.out)
  const whole = await runOps(desk.url, 'report verify')
  lap('verified')
  console.info(whole.out)
  await writeFile(page, await desk.object(`reports/${desk.account}/${WEEK}.html`))
  const place = `reports/${desk.account}/${WEEK}.json`
  const report = JSON.parse(await desk.object(place)) as Report
  const figures = report.figures.map((one) => (one.id === 'sla_net' ? { ...one, value: 0.999 } : one))
  await desk.put(place, `${JSON.stringify({ ...report, figures }, null, 2)}\n`)
  const tampered = await runOps(desk.url, 'report verify')
  lap('one number changed, verified')
  console.info(tampered.out)
  const codes = [made.code, whole.code, tampered.code].join(' ')
  console.info(`exit codes ${codes}; the page is ${page}`)
  if (codes !== '0 0 1') process.exitCode = 1
} finally {
  await desk.close()
}

function lapper(): (what: string) => void {
  let fromMs = performance.now()
  return (what) => {
    console.info(`${what}: ${Math.round((performance.now() - fromMs) / 100) / 10} s`)
    fromMs = performance.now()
  }
}
