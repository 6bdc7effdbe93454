/** Everything our clients ask of Chatwoot, held against its published description. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chatwootClient } from '#chatwoot/client'
import { directoryClient } from '#chatwoot/directory-client'
import { keepAliveHttp } from '#chatwoot/http-call'
import { type ManInTheMiddle, manInTheMiddle, type Passed } from '#tests/support/man-in-the-middle'
import { chatwootSetting, NOW_MS, type Setting } from './chatwoot-stand-in-setting.ts'
import { type Operation, openapi } from './chatwoot-stand-in-spec.ts'

/** Not in the description, and in every version (CONTRACT (c)). */
const UNDESCRIBED = new Set(['GET /api'])
const spec = openapi([
  {
    because: 'a priority is cleared by leaving it out; `none` is none of those that 4.15.1 knows',
    path: [
      'paths',
      '/api/v1/accounts/{account_id}/conversations/{conversation_id}/toggle_priority',
      ...['post', 'requestBody', 'content', 'application/json', 'schema'],
    ],
    becomes: {
      type: 'object',
      properties: { priority: { enum: ['urgent', 'high', 'medium', 'low'] } },
      additionalProperties: false,
    },
  },
])
/** Of articles only how one is made is described; a change takes the same body. */
const ARTICLES = /\/portals\/[^/]+\/articles(\/\d+)?(\?|$)/
const MAKES_ARTICLE: Operation = { method: 'post', path: '/api/v1/accounts/{account_id}/portals/{id}/articles' }

let setting: Setting
let middle: ManInTheMiddle
beforeAll(async () => {
  setting = await chatwootSetting()
  middle = await manInTheMiddle(setting.chatwoot.url)
})
afterAll(async () => {
  await middle.close()
  await setting.close()
})

/** The description's name for what was asked; parameters have names of their own there. */
function operationOf({ method, path }: Passed): Operation | undefined {
  const [bare = ''] = path.split('?')
  const asked = `${method} ${bare}`.replaceAll(/\/\d+/g, '/{}')
  const found = [...spec.operations].find((operation) => operation.replaceAll(/\{[a-z_]+\}/g, '{}') === asked)
  const [, described = ''] = found?.split(' ') ?? []
  return found === undefined ? undefined : { method: method.toLowerCase(), path: described }
}

const queryOf = ({ path }: Passed): string[] => [...new URL(path, 'http://chatwoot').searchParams.keys()]

function problemsOf(passed: Passed): string[] {
  const isOfArticles = ARTICLES.test(passed.path)
  if (isOfArticles && passed.method === 'GET') return []
  const operation = isOfArticles ? MAKES_ARTICLE : operationOf(passed)
  if (operation === undefined) return UNDESCRIBED.has(`${passed.method} ${passed.path}`) ? [] : ['no such operation']
  const known = spec.queryNames(operation)
  const unknown = queryOf(passed).filter((name) => !known.includes(name))
  const body = passed.body === '' ? [] : spec.requestProblems(operation, JSON.parse(passed.body))
  return [...unknown.map((name) => `no parameter ${name}`), ...body]
}

it('every verb and every reading asks only for what is described', async () => {
  const id = setting.conversation()
  const { chatwoot, clock } = setting
  const access = { baseUrl: middle.url, accountId: chatwoot.accountId, token: chatwoot.adminToken }
  const deps = { http: keepAliveHttp(), pace: async () => undefined, now: clock.now }
  const verbs = chatwootClient(access, deps)
  const reader = directoryClient(access, deps)
  const article = () => {
    const [first] = chatwoot.store.articles.values()
    return { portal: [...chatwoot.store.portals.values()][0]?.slug ?? '', articleId: first?.id ?? 0 }
  }
  const calls: Record<keyof typeof verbs, () => Promise<unknown>> = {
    addNote: () =>
      verbs.addNote(id, { text: 'Late.', mention: { id: 2, name: 'Avery' }, mentionTeam: null, key: 'k1' }),
    sendReply: () => verbs.sendReply(id, { text: 'On its way.', key: 'k2' }),
    findOwn: () => verbs.findOwn(id, { key: 'none', sinceMs: NOW_MS - 86_400_000 }),
    messagesAfter: () => verbs.messagesAfter(id, { messageId: 0, key: 'none' }),
    conversation: () => verbs.conversation(id),
    assignOperator: async () => [await verbs.assignOperator(id, 2), await verbs.assignOperator(id, null)],
    assignTeam: async () => [
      await verbs.assignTeam(id, chatwoot.shop.teams.support.id),
      await verbs.assignTeam(id, null),
    ],
    setPriority: async () => [await verbs.setPriority(id, 'high'), await verbs.setPriority(id, null)],
    labels: () => verbs.labels(id),
    replaceLabels: () => verbs.replaceLabels(id, ['delivery']),
    setStatus: async () => [
      await verbs.setStatus(id, { status: 'resolved', snoozedUntilMs: null }),
      await verbs.setStatus(id, { status: 'snoozed', snoozedUntilMs: NOW_MS + 3_600_000 }),
    ],
    replaceCustomAttributes: () => verbs.replaceCustomAttributes(id, { order_id: 'HL-1', paid: true, total: 3.5 }),
    // asked once: whoever writes an article asks it too
    self: () => verbs.self(),
    article: () => verbs.article(article()),
    writeArticle: () => verbs.writeArticle(article(), 'Refunds reach your bank in ten days.'),
    setArticleStatus: () => verbs.setArticleStatus(article(), 'archived'),
    findArticle: () => verbs.findArticle(article().portal, NEW_ARTICLE),
    createArticle: () => verbs.createArticle(article().portal, NEW_ARTICLE),
  }
  const called = [...Object.values(calls), reader.operators, reader.directory]
  for (const call of called) {
    const before = middle.passed.length
    for (const end of [await call()].flat()) expect(end).toMatchObject({ kind: 'ok' })
    expect(middle.passed.length).toBeGreaterThan(before)
  }
  const problems = middle.passed.map((passed) => [passed.method, passed.path, problemsOf(passed)])
  expect(problems.filter(([, , found]) => found?.length !== 0)).toEqual([])
})

const NEW_ARTICLE = { slug: 'late-refunds-01234567', title: 'Late refunds', content: 'Write to us after ten days.' }

it('would notice a request that is not described', () => {
  const messages = `/api/v1/accounts/1/conversations/2/messages`
  const passed = (method: string, path: string, body = '') => problemsOf({ method, path, body, headers: {} })
  expect(passed('GET', '/api/v1/accounts/1/nothing')).toEqual(['no such operation'])
  expect(passed('DELETE', messages)).toEqual(['no such operation'])
  expect(passed('GET', `${messages}?since=3`)).toEqual(['no parameter since'])
  expect(passed('POST', messages, '{"private":"yes"}')).toHaveLength(2)
})
