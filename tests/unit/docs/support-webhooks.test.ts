import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const page = readFileSync('docs/runbooks/support_webhooks.md', 'utf8')
const alarms = readFileSync('docs/runbooks/alarms.md', 'utf8')
const SPEC = 'tests/integration/support.webhook.spec.ts'

type Row = { readonly row: string; readonly cells: readonly string[] }

/** Rows of the three tables of failures: those with a class. */
const rows: readonly Row[] = page
  .split('\n')
  .filter((line) => /^\| (transient|permanent|poison|none) \|/.test(line))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    return { row: `${cells[1]}: ${cells[2]}`, cells: cells.slice(1, -1) }
  })

/** The tests a cell names: `spec: "name"`, or a file in backticks before the name. */
function testsNamedIn(text: string): { readonly file: string; readonly name: string }[] {
  return [...text.matchAll(/(?:`(tests\/[^`]+)`|spec): "([^"]+)"/g)].map(([, file = SPEC, name = '']) => ({
    file,
    name,
  }))
}
const hasTest = (file: string, name: string): boolean =>
  existsSync(file) && readFileSync(file, 'utf8').includes(`it('${name}'`)

describe('the failure policy of the webhooks', () => {
  it('has a row for each class', () => {
    expect(rows.length).toBeGreaterThan(25)
    for (const kind of ['transient', 'permanent', 'poison']) expect(rows.map(({ cells }) => cells[0])).toContain(kind)
  })

  it.each(rows)('$row: is complete, and each test that shall prove it exists', ({ cells }) => {
    expect(cells).toHaveLength(7)
    for (const cell of cells) expect(cell).not.toBe('')
    const named = testsNamedIn(cells[6] ?? '')
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(({ file, name }) => !hasTest(file, name))).toEqual([])
  })

  it('names only tests that exist in its text, too', () => {
    expect(testsNamedIn(page).filter(({ file, name }) => !hasTest(file, name))).toEqual([])
  })

  it('leads to alarms that exist', () => {
    const linked = [...page.matchAll(/\(alarms\.md#([a-z0-9-]+)\)/g)].map(([, name]) => name)
    expect(linked.length).toBeGreaterThan(10)
    expect(linked.filter((name) => !alarms.includes(`\n## ${name}\n`))).toEqual([])
  })

  it('covers every case of the contract test', () => {
    const cases = [...readFileSync(SPEC, 'utf8').matchAll(/\bit\('([^']+)'/g)].map(([, name]) => name)
    const named = new Set(testsNamedIn(page).map(({ name }) => name))
    const uncovered = cases.filter((name) => !named.has(name ?? ''))
    // What is no failure needs no row.
    expect(uncovered).toEqual([
      'answers 202 with an empty body once SQS has confirmed the raw body and its stamps',
      'guesses at signatures and keys read the accounts again every 5 s at most',
      'GET and HEAD on a known key say that the address is alive',
      'a body that API Gateway handed over in base64 is verified and queued as it was sent',
      'several webhooks of one conversation become one write',
    ])
  })
})
