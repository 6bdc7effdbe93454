/** A report as Markdown, for a wiki or a pull request. */
import { type Report, type ReportFigure, SECTIONS } from './report.ts'
import {
  beforeInWords,
  figureInWords,
  lengthInWords,
  SECTION_TITLES,
  standingInWords,
  topicInWords,
  valueInWords,
} from './words.ts'

export function renderMarkdown(report: Report): string {
  const { account, week, days, timeZone } = report
  return `${[
    `# Support health, ${plain(account)}, week ${week}`,
    `${days.fromDay} to ${days.toDay}, ${timeZone}. ${standingInWords(report)}. Made ${valueInWords(report.madeAtMs, 'instant')}.`,
    '## What to do',
    report.actions.length === 0
      ? 'Nothing is asked of anybody by these numbers.'
      : table(
          ['What', 'Why', 'Who', 'Until'],
          report.actions.map(({ what, because, owner, dueDay }) => [what, because, owner, dueDay]),
        ),
    ...(report.effects.length === 0
      ? []
      : [
          '## What became of last week’s',
          table(
            ['What', 'Who', 'Its number since'],
            report.effects.map(({ what, owner, effect }) => [what, owner, effect]),
          ),
        ]),
    '## What these numbers do not say',
    report.unknown.length === 0
      ? 'Nothing is known to be missing.'
      : report.unknown.map((sentence) => `- ${plain(sentence)}`).join('\n'),
    ...SECTIONS.flatMap((section) => [
      `## ${SECTION_TITLES[section]}`,
      table(['', 'this week', 'before', 'of'], report.figures.filter((one) => one.section === section).map(row)),
      ...(section === 'volume' && report.topics.length > 0 ? [topicsOf(report)] : []),
      ...(section === 'intake' && report.causes.length > 0 ? [causesOf(report)] : []),
    ]),
    `Every number can be worked out again: \`ops report verify --account ${account} --week ${week}\`.`,
  ].join('\n\n')}\n`
}

const row = (figure: ReportFigure): string[] => [
  figure.label,
  figureInWords(figure),
  beforeInWords(figure),
  figure.value === null || figure.unit === 'instant' ? '' : String(figure.n),
]

const topicsOf = ({ topics }: Report): string =>
  table(
    ['Topic, by growth', 'opened', 'before', 'first response, half within', 'lay with us', 'escalations'],
    topics.map(({ topic, opened, openedBefore, firstResponseP50Ms, heldMs, escalations }) => [
      topicInWords(topic),
      String(opened),
      String(openedBefore),
      firstResponseP50Ms === null ? '' : lengthInWords(firstResponseP50Ms),
      lengthInWords(heldMs),
      String(escalations),
    ]),
  )
const causesOf = ({ causes }: Report): string =>
  table(
    ['Why', 'webhooks'],
    causes.map(({ of, reason, n }) => [`${of === 'refused' ? 'turned away' : 'laid aside'}: ${reason}`, String(n)]),
  )

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(plain).join(' | ')} |`).join('\n')

/** Topics are named by people: nothing of a name is markup. */
const plain = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>|#]/g, (sign) => (sign === '`' ? sign : `\\${sign}`)).replace(/\s+/g, ' ')
