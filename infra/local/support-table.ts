import { honouredProperties, RESOURCE_TYPES } from './resource-types.ts'

const BEGIN = '<!-- made from infra/local/resource-types.ts: node --import tsx infra/local/document-support.ts -->'
const END = '<!-- end of what is made -->'

/** The tables of docs/local-runner.md: what is emulated and how far, and what is accepted and why. */
export const supportTables = (): string => {
  const rows = Object.entries(RESOURCE_TYPES).sort(([a], [b]) => (a < b ? -1 : 1))
  const emulated = rows.filter(([, type]) => type.support === 'emulated')
  const accepted = rows.filter(([, type]) => type.support === 'accepted')
  return [
    '### Emulated',
    '',
    '| Resource | How far | Properties that take effect | Properties that change nothing here |',
    '|---|---|---|---|',
    ...emulated.map(
      ([name, type]) => `| ${name} | ${type.note} | ${list(honouredProperties(name))} | ${list(type.ignored)} |`,
    ),
    '',
    '### Accepted, not emulated',
    '',
    '| Resource | Why nothing needs to happen |',
    '|---|---|',
    ...accepted.map(([name, type]) => `| ${name} | ${type.note} |`),
  ].join('\n')
}

/**
 * The document with its tables brought up to date.
 * @throws Error when it lacks the two marks between which they stand.
 */
export const withSupportTables = (document: string): string => {
  const from = document.indexOf(BEGIN)
  const to = document.indexOf(END)
  if (from < 0 || to < from) throw new Error(`the document needs the lines\n${BEGIN}\n${END}`)
  return `${document.slice(0, from)}${BEGIN}\n\n${supportTables()}\n\n${document.slice(to)}`
}

const list = (names: readonly string[]): string => (names.length === 0 ? '-' : names.join(', '))
