/** A report as one page that needs nothing else: it can be mailed, printed and kept. */
import { chart, escapeXml } from './charts.ts'
import type { ActionEffect, Report, ReportAction, ReportFigure, SectionName } from './report.ts'
import { SECTIONS } from './report.ts'
import {
  beforeInWords,
  figureInWords,
  lengthInWords,
  SECTION_TITLES,
  standingInWords,
  topicInWords,
  valueInWords,
} from './words.ts'

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2328; max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem; border-bottom: 1px solid #d0d7de; }
p.standing, .how { color: #57606a; } .how { font-size: .75rem; overflow-wrap: anywhere; }
.heads { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; }
.head { border: 1px solid #d0d7de; border-radius: 8px; padding: .5rem .9rem; min-width: 8.5rem; flex: 1; }
.head b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; } .head small { color: #57606a; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .25rem .5rem .25rem 0; border-bottom: 1px solid #eaeef2; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-left: .75rem; }
.day { white-space: nowrap; } td:first-child { min-width: 9rem; }
.none { color: #57606a; font-style: italic; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; } svg { width: 100%; height: auto; } svg text { font: 11px system-ui, sans-serif; fill: #57606a; }
.key { font-weight: 400; margin-left: .75rem; white-space: nowrap; } .key i { display: inline-block; width: .8em; height: .8em; margin-right: .3em; border-radius: 2px; }
.better { color: #1a7f37; } .worse { color: #cf222e; } details { margin-top: 1rem; }
.scroll { overflow-x: auto; }
@media print { details { display: none; } }
`

/** The first look: is it going well? */
const HEADS = ['opened', 'backlog', 'sla_net', 'first_response_p50', 'csat', 'grade'] as const

export function renderHtml(report: Report): string {
  const { account, week, days, timeZone } = report
  const title = `Support health, ${account}, week ${week}`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeXml(title)}</h1>
<p class="standing">${escapeXml(`${days.fromDay} to ${days.toDay}, ${timeZone}. ${standingInWords(report)}. Made ${valueInWords(report.madeAtMs, 'instant')}.`)}</p>
<div class="heads">${HEADS.map((id) => head(report, id)).join('')}</div>
${actionsOf(report)}
${unknownOf(report)}
${SECTIONS.map((section) => sectionOf(report, section)).join('\n')}
<details><summary>How each number was made</summary>
<p class="how">Anybody who may read this report can have every number worked out again: <code>ops report verify --account ${escapeXml(account)} --week ${escapeXml(week)}</code>.</p>
<div class="scroll"><table class="how"><tr><th>Number</th><th>Question</th><th>Days</th><th>Made of (SHA-256)</th></tr>${[...report.figures, ...report.series].map(provenance).join('')}</table></div></details>
</body></html>
`
}

function head({ figures }: Report, id: string): string {
  const figure = figures.find((one) => one.id === id)
  if (figure === undefined) return ''
  const before = beforeInWords(figure)
  return `<div class="head"><small>${escapeXml(figure.label)}</small><b${figure.value === null ? ' class="none"' : ''}>${escapeXml(figureInWords(figure))}</b><small>${escapeXml(before === '' ? `of ${figure.n}` : `${before} the week before`)}</small></div>`
}

function sectionOf(report: Report, section: SectionName): string {
  const figures = report.figures.filter((figure) => figure.section === section)
  return `<h2>${escapeXml(SECTION_TITLES[section])}</h2>
${chartsOf(report, section)}
<div class="scroll"><table><tr><th></th><th class="number">this week</th><th class="number">before</th><th class="number">of</th></tr>${figures.map(row).join('')}</table></div>
${section === 'volume' ? topicsOf(report) : ''}${section === 'intake' ? causesOf(report) : ''}`
}

const row = (figure: ReportFigure): string =>
  `<tr><td>${escapeXml(figure.label)}</td><td class="number${figure.value === null ? ' none' : ''}">${escapeXml(figureInWords(figure))}</td><td class="number">${escapeXml(beforeInWords(figure))}</td><td class="number">${figure.value === null ? '' : figure.unit === 'instant' ? '' : figure.n}</td></tr>`

function chartsOf({ series }: Report, section: SectionName): string {
  const of = (...ids: readonly string[]) => series.filter(({ id }) => ids.includes(id))
  if (section === 'volume')
    return `${chart({ title: 'Opened and resolved a day', series: of('opened_daily', 'resolved_daily') })}${chart({ title: 'Backlog', series: of('backlog_daily') })}`
  if (section === 'promises')
    return `${chart({ title: 'Promises kept a day', series: of('sla_net_daily'), bar: 0.9 })}${chart({ title: 'First response a day', series: of('first_response_p50_daily', 'first_response_p90_daily') })}`
  return ''
}

function topicsOf({ topics }: Report): string {
  if (topics.length === 0) return ''
  const rows = topics.map(
    ({ topic, opened, openedBefore, firstResponseP50Ms, heldMs, escalations }) =>
      `<tr><td>${escapeXml(topicInWords(topic))}</td><td class="number">${opened}</td><td class="number">${openedBefore}</td><td class="number">${firstResponseP50Ms === null ? '' : escapeXml(lengthInWords(firstResponseP50Ms))}</td><td class="number">${escapeXml(lengthInWords(heldMs))}</td><td class="number">${escalations}</td></tr>`,
  )
  return `<div class="scroll"><table><tr><th>Topic, by growth</th><th class="number">opened</th><th class="number">before</th><th class="number">first response, half within</th><th class="number">lay with us</th><th class="number">escalations</th></tr>${rows.join('')}</table></div>`
}

const causesOf = ({ causes }: Report): string =>
  causes.length === 0
    ? ''
    : `<div class="scroll"><table><tr><th>Why</th><th class="number"></th></tr>${causes
        .map(
          ({ of, reason, n }) =>
            `<tr><td>${of === 'refused' ? 'turned away' : 'laid aside'}: ${escapeXml(reason)}</td><td class="number">${n}</td></tr>`,
        )
        .join('')}</table></div>`

function actionsOf({ actions, effects }: Report): string {
  const proposed =
    actions.length === 0
      ? '<p>Nothing is asked of anybody by these numbers.</p>'
      : `<div class="scroll"><table><tr><th>What</th><th>Why</th><th>Who</th><th>Until</th></tr>${actions.map(action).join('')}</table></div>`
  const told =
    effects.length === 0
      ? ''
      : `<h2>What became of last week’s</h2><div class="scroll"><table><tr><th>What</th><th>Who</th><th>Its number since</th></tr>${effects.map(effect).join('')}</table></div>`
  return `<h2>What to do</h2>${proposed}${told}`
}
const action = ({ what, because, owner, dueDay }: ReportAction): string =>
  `<tr><td>${escapeXml(what)}</td><td>${escapeXml(because)}</td><td>${owner}</td><td class="day">${escapeXml(dueDay)}</td></tr>`
const effect = (one: ActionEffect): string =>
  `<tr><td>${escapeXml(one.what)}</td><td>${one.owner}</td><td class="${one.effect}">${one.effect}</td></tr>`

const unknownOf = ({ unknown }: Report): string =>
  `<h2>What these numbers do not say</h2>${unknown.length === 0 ? '<p>Nothing is known to be missing.</p>' : `<ul>${unknown.map((sentence) => `<li>${escapeXml(sentence)}</li>`).join('')}</ul>`}`

const provenance = ({
  id,
  query,
  window,
  inputHash,
}: Pick<ReportFigure, 'id' | 'query' | 'window' | 'inputHash'>): string =>
  `<tr><td>${escapeXml(id)}</td><td>${escapeXml(query)}</td><td>${escapeXml(`${window.fromDay}..${window.toDay}`)}</td><td>${escapeXml(inputHash)}</td></tr>`
