import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { realClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import type { RestRequest } from '#infra/local/engines/http-server'
import { LAMBDA_PATH } from '#infra/local/lambda/api'
import { runOps } from '#tests/support/run-ops'

/** Lambda as it answers on AWS: pages of versions, weights while a release is under way, revisions of the alias. */
let alias: { FunctionVersion: string; RevisionId: string; RoutingConfig?: object }
let asked: { method: string; path: string; body: unknown }[]
const versions = (numbers: readonly string[]) =>
  numbers.map((Version) => ({ Version, LastModified: `2026-11-2${Version.length}T09:00:00.000+0000` }))

function answerFor({ method, path, url, body }: RestRequest): object {
  asked.push({ method, path, body: body.length === 0 ? null : (JSON.parse(body.toString()) as unknown) })
  if (path.endsWith('/versions'))
    return url.searchParams.get('Marker') === null
      ? { Versions: versions(['$LATEST', '9']), NextMarker: 'more' }
      : { Versions: versions(['10', '11']) }
  if (method === 'PUT') alias = { ...alias, ...(JSON.parse(body.toString()) as typeof alias), RevisionId: 'next' }
  return { Name: 'published', ...alias }
}

let engines: Engines
beforeAll(async () => {
  engines = await startEngines({ clock: realClock({ speed: 1 }) })
  engines.rest.set(LAMBDA_PATH, (request) => ({
    service: 'lambda',
    operation: 'Any',
    input: {},
    accessKeyId: request.accessKeyId,
    permissions: () => [],
    run: () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answerFor(request)),
    }),
  }))
})
afterAll(() => engines.stop())
beforeEach(() => {
  asked = []
  alias = { FunctionVersion: '11', RevisionId: 'first' }
})

const ops = (words: string) => runOps(engines.url, words)

describe('npm run ops -- release', () => {
  it('lists every kept version, newest first by number, and which one serves', async () => {
    const { code, out } = await ops('release list --function process --env prod')
    expect(code).toBe(0)
    expect(out.split('\n').map((line) => line.split('\t').filter((_cell, nth) => nth !== 1))).toEqual([
      ['11', 'serves'],
      ['10'],
      ['9'],
      [''],
    ])
    expect(asked[0]?.path).toBe('/2015-03-31/functions/backdesk-prod-process/aliases/published')
  })

  it('goes back to the version before, naming the revision it has seen, so that nobody else is overruled', async () => {
    const back = await ops('release rollback --function act')
    expect(back).toMatchObject({ code: 0, err: '' })
    expect(back.out).toContain('act is served by version 10 again, instead of 11.')
    expect(asked.at(-1)).toMatchObject({ method: 'PUT', body: { FunctionVersion: '10', RevisionId: 'first' } })
  })

  it('goes to the version that is named, forward too, and says when it serves already', async () => {
    expect((await ops('release rollback --function act --to 9 --json')).out).toBe(
      '{"function":"act","from":"11","to":"9"}\n',
    )
    expect((await ops('release rollback --function act --to 9')).out).toContain('served by version 9 already')
    expect(asked.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  })

  it.each([
    [
      'a release is under way',
      { FunctionVersion: '10', RoutingConfig: { AdditionalVersionWeights: { 11: 0.1 } } },
      '',
      'aws deploy stop-deployment --auto-rollback-enabled',
    ],
    ['there is none before', { FunctionVersion: '9' }, '', 'ingest has no version before 9'],
    ['there is none of that number', { FunctionVersion: '11' }, ' --to 12', 'ingest has no version 12'],
  ])('moves nothing when %s: exit code 1, and what to do instead', async (_case, stands, more, says) => {
    alias = { RevisionId: 'first', ...stands }
    const { code, out } = await ops(`release rollback --function ingest${more}`)
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining(says) as string })
    expect(asked.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('shows what share of the calls a release has reached', async () => {
    alias = { FunctionVersion: '10', RevisionId: 'first', RoutingConfig: { AdditionalVersionWeights: { 11: 0.1 } } }
    expect((await ops('release list --function ingest')).out).toMatch(/^11\t.*\ttakes 10 %: a release is under way\n/)
  })

  it.each([
    ['release list', '--function NAME is missing'],
    ['release list --function api', '--function must be one of ingest, process, act'],
    ['release rollback --function act --to latest', '--to must be the number of a version'],
    ['release paint --function act', 'unknown command'],
  ])('%s: exit code 2 and a sentence', async (words, sentence) => {
    expect(await ops(words)).toMatchObject({ code: 2, err: expect.stringContaining(sentence) as string })
  })
})
