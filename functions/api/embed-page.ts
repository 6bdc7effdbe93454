/** The tile as a page of its own, for a frame in a wiki or on a wall: HTML and inline SVG, nothing from elsewhere. */
import { SLA_BAR } from '#domain/analytics/glance'
import { escapeXml } from '#domain/report/charts'
import { lengthInWords } from '#domain/report/words'
import { REFRESH_S, SCRIPT, STYLE } from './embed-parts.ts'
import type { TileRead } from './read-queue.ts'
import type { TileFigure, TileGlance, TileReason } from './tile.ts'

const WHY: Readonly<Record<TileReason, string>> = {
  nothing_received: 'nothing was received yet',
  stale: 'nothing was received for a quarter of an hour',
  queue_unreadable: 'it cannot be said how much is missing',
  dead_letters: 'webhooks lie aside that could not be understood',
  behind: 'what came in is not shown yet',
}
const STATES = { ok: 'up to date', attention: 'look closer', stale: 'stale', no_data: 'no data' } as const

export function embedPage(account: string, read: TileRead): string {
  const { tile, glance, stale, asOfMs, countedAsOfMs } = read
  const { today = null, lastDay = null } = glance ?? {}
  const timeZone = today?.timeZone ?? 'UTC'
  const isStale = stale || today?.stale === true
  const said = tile.reason === null ? STATES[tile.state] : `${STATES[tile.state]}: ${WHY[tile.reason]}`
  return page({
    title: `Support, ${account}`,
    classes: [isStale ? 'stale' : '', tile.state === 'attention' ? 'attention' : ''].filter(Boolean).join(' '),
    asOfMs,
    body: `<header><h1>Support, ${escapeXml(account)}</h1><p class="state">${escapeXml(said)}</p></header>
<dl>
${fact('Waiting', tile.waiting, read.oldestWaitMs === null ? '' : `the longest ${lengthInWords(read.oldestWaitMs)}`)}
${fact('Open', tile.open, tile.unassigned === null ? '' : `${whole(tile.unassigned)} unassigned`)}
${fact('Past deadline', tile.breached, tile.warned === null ? '' : `${whole(tile.warned)} at risk`, (tile.breached ?? 0) > 0)}
${figure('Opened today', today?.figures.opened, (value) => whole(value))}
${figure('In time today', today?.figures.sla_net, percent, (n) => `of ${whole(n)} promises`)}
</dl>
${lastDay === null ? '' : charts(lastDay)}`,
    footer: [
      `As of ${timeOf(asOfMs, timeZone)}`,
      countedAsOfMs === null ? 'today was never counted' : `today as of ${timeOf(countedAsOfMs, timeZone)}`,
      tile.completeness.ratio === null
        ? 'completeness not known'
        : `${percent(tile.completeness.ratio)} of what came in`,
      timeZone,
    ].join(' · '),
  })
}

/** For whoever has no right to see it, or none any more. Says nothing of whether there is such an account. */
export const closedPage = (nowMs: number): string =>
  page({
    title: 'Support',
    classes: 'stale',
    asOfMs: nowMs,
    body: '<header><h1>This tile is closed</h1></header><p>Its address has expired or was withdrawn. Ask whoever looks after Backdesk for a new one.</p>',
    footer: '',
  })

type Page = {
  readonly title: string
  readonly classes: string
  readonly asOfMs: number
  readonly body: string
  readonly footer: string
}

const page = ({ title, classes, asOfMs, body, footer }: Page): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>${escapeXml(title)}</title><noscript><meta http-equiv="refresh" content="${REFRESH_S}"></noscript><style>${STYLE}</style></head>
<body class="${classes}" data-as-of-ms="${asOfMs}">
<main>
${body}
</main>
<footer>${escapeXml(footer)}<p class="said">These numbers are old: nothing newer could be read.</p></footer>
<script>${SCRIPT}</script>
</body></html>
`

function fact(label: string, value: number | null, beside: string, isLate = false): string {
  if (value === null) return item(label, '<dd class="none">no data</dd>')
  const small = beside === '' ? '' : `<small>${escapeXml(beside)}</small>`
  return item(label, `<dd${isLate ? ' class="late"' : ''}>${whole(value)}${small}</dd>`)
}

function figure(
  label: string,
  of: TileFigure | undefined,
  words: (value: number) => string,
  beside: (n: number) => string = () => '',
): string {
  if (of === undefined || of.value === null) return item(label, '<dd class="none">no data</dd>')
  const small = beside(of.n)
  return item(label, `<dd>${words(of.value)}${small === '' ? '' : `<small>${escapeXml(small)}</small>`}</dd>`)
}

const item = (label: string, dd: string): string => `<div><dt>${escapeXml(label)}</dt>${dd}</div>`

const WIDTH = 240
const HEIGHT = 40
const round = (value: number): number => Math.round(value * 10) / 10

function charts(hours: TileGlance['lastDay']): string {
  const opened = hours.map(({ figures }) => figures.opened.value)
  const kept = hours.map(({ figures }) => figures.sla_net.value)
  return [
    sparkline('Opened by hour, 24 h', barsOf(opened), volumeInWords(opened)),
    sparkline('In time by hour, 24 h', lineOf(kept), keptInWords(kept)),
  ].join('\n')
}

const sparkline = (caption: string, drawn: string, spoken: string): string =>
  `<figure><figcaption>${escapeXml(`${caption}: ${spoken}`)}</figcaption>${drawn === '' ? '' : `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escapeXml(spoken)}">${drawn}</svg>`}</figure>`

function barsOf(values: readonly (number | null)[]): string {
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  if (most === 0) return ''
  const step = WIDTH / values.length
  const bars = values.flatMap((value, nth) => {
    const height = round(((value ?? 0) / most) * HEIGHT)
    if (height === 0) return []
    return [
      `<rect x="${round(nth * step + 1)}" y="${round(HEIGHT - height)}" width="${round(step - 2)}" height="${height}"/>`,
    ]
  })
  return `<g class="bars">${bars.join('')}</g>`
}

/** A gap where nothing fell due. */
function lineOf(values: readonly (number | null)[]): string {
  if (values.every((value) => value === null)) return ''
  const step = WIDTH / values.length
  // shares far from nothing would all look alike on a scale from nothing
  const least = Math.min(0.8, ...values.flatMap((value) => value ?? [])) * 0.95
  const y = (value: number): number => round(HEIGHT - 2 - ((value - least) / (1 - least)) * (HEIGHT - 4))
  let path = ''
  values.forEach((value, nth) => {
    if (value === null) return
    const x = round((nth + 0.5) * step)
    // a point alone is a line to itself, which a round cap makes a dot
    path += (values[nth - 1] ?? null) === null ? `M${x} ${y(value)}h0` : `L${x} ${y(value)}`
  })
  const bar = y(SLA_BAR)
  return `<path class="bar" d="M0 ${bar}H${WIDTH}"/><path class="line" d="${path}"/>`
}

function volumeInWords(values: readonly (number | null)[]): string {
  const known = values.flatMap((value) => value ?? [])
  if (known.length === 0) return 'no data'
  return `${whole(known.reduce((sum, one) => sum + one, 0))} in all, ${whole(Math.max(...known))} at most`
}

function keptInWords(values: readonly (number | null)[]): string {
  const known = values.flatMap((value) => value ?? [])
  return known.length === 0 ? 'no data' : `${percent(Math.min(...known))} in the worst hour`
}

const whole = (value: number): string => value.toLocaleString('en')
/** Rounded down: 100 % is all. */
const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`

const timeOf = (atMs: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(atMs)
