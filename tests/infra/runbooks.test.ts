import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RungAction } from '#domain/escalation-policy'
import { PAGE_RUNBOOK } from '#functions/escalate/links'
import { FUNCTION_NAMES } from '#infra/functions'
import { commonOptions, isOneCommand } from '#infra/ops/area'
import { AREAS } from '#infra/ops/areas'
import { config, synthesize } from './templates.ts'

const PAGES = [...readdirSync('docs/runbooks').map((name) => join('docs/runbooks', name)), 'docs/deploy.md']
const read = (file: string): string => readFileSync(file, 'utf8')
const found = (text: string, pattern: RegExp): string[][] => [...text.matchAll(pattern)].map((match) => [...match])
/** As GitHub makes an address of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
const anchorsOf = (file: string): string[] => found(read(file), /^##+ (.+)$/gm).map(([, title]) => anchorOf(`${title}`))
const sectionsOf = (file: string): string[] => read(file).split(/^## /m).slice(1)

/** Of everything that writes log lines. */
const sources = ['functions', 'shared'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join(folder, name))),
)

/** The Firehose stream's name ends so too. */
const ARCHIVE = 'archive'

/** Does not compile when an action of a rung is missing. */
const ACTIONS: Readonly<Record<RungAction['do'], true>> = {
  note_assignee: true,
  assign_team: true,
  set_priority: true,
  notify: true,
  page: true,
  mail: true,
}

describe('the page about escalations', () => {
  const file = 'docs/runbooks/escalations.md'

  test.each(Object.keys(ACTIONS))('says what is to do when a rung does %s', (action) => {
    expect(anchorsOf(file)).toContain(action)
  })

  test('is what a page leads to', () => {
    const [page = '', anchor] = PAGE_RUNBOOK.split('#')
    expect(page).toBe(file)
    expect(anchorsOf(page)).toContain(anchor)
  })

  test('says in every section what happened, what to do, and how to tell that it is over', () => {
    expect(sectionsOf(file).length).toBeGreaterThan(Object.keys(ACTIONS).length)
    for (const section of sectionsOf(file)) {
      const [heading] = section.split('\n')
      for (const part of ['**Does.**', '**To you.**', '1. ', '2. ', '3. ', '**Over when**'])
        expect(section, heading).toContain(part)
    }
  })
})

describe.each(PAGES)('%s', (file) => {
  const text = read(file)

  test('names only commands of the command line that there are, with the options they take', () => {
    for (const [all = '', name = '', rest = ''] of found(
      text,
      /npm run (?:--silent )?ops -- ([\w-]+)((?:\\\n|[^`\n#|>])*)/g,
    )) {
      const area = Object.hasOwn(AREAS, name) ? AREAS[name] : undefined
      const { usage = '', options = {} } = area ?? {}
      const [, command = 'a command'] = /^\s+([\w-]+)/.exec(rest) ?? []
      const word = FUNCTION_NAMES.some((one) => one === command) ? `(?:${command}|FUNCTION)` : command
      const asked = area !== undefined && isOneCommand(area) ? name : `${name} ${word}`
      expect(usage, all).toMatch(new RegExp(`^ {2}${asked}\\b`, 'm'))
      for (const [, option = ''] of found(rest, /--([a-z][\w-]*)/g))
        expect([...Object.keys(options), ...Object.keys(commonOptions)], all).toContain(option)
    }
  })

  test('leads nowhere that is not there', () => {
    for (const [all = '', path = '', anchor] of found(text, /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const to = path === '' ? file : join(dirname(file), path)
      expect(existsSync(to), `${file}: ${all}`).toBe(true)
      if (anchor !== undefined) expect(anchorsOf(to), `${file}: ${all}`).toContain(anchor)
    }
  })

  test('looks for log lines that somebody writes', () => {
    for (const [, code] of found(text, /\$\.code = "(\w+)"/g))
      expect(
        sources.some((source) => source.includes(`'${code}'`)),
        code,
      ).toBe(true)
  })

  test('speaks of functions and settings by their names', () => {
    for (const [, name] of found(text, /backdesk-(?:\$BACKDESK|<env>)-([a-z]+)(?![\w-])/g))
      if (name !== 'webhook') expect([...FUNCTION_NAMES, ARCHIVE], name).toContain(name)
    for (const [all = '', group = '', name] of found(text, /`(business|process|publish|ingest)\.(\w+)`/g))
      expect(Object.keys(Object(Object.entries(config('prod')).find(([key]) => key === group)?.[1])), all).toContain(
        name,
      )
  })

  test('looks for rules by the beginning of their names', () => {
    const ids = synthesize(config('prod'))
      .ofType('AWS::Events::Rule')
      .map(({ id }) => id)
    for (const [all = '', beginning = ''] of found(text, /--name-prefix "Backdesk-\$BACKDESK-App-(\w+)"/g))
      expect(
        ids.some((id) => id.startsWith(beginning)),
        all,
      ).toBe(true)
  })
})
