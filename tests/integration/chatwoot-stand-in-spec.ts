import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Json, JsonObject } from '#infra/local/chatwoot/rails-json'

const SPEC = join(import.meta.dirname, '../fixtures/chatwoot-openapi/openapi-4.15.1.json')

/** Where 4.15.1's own code answers otherwise than its published description says (jbuilder views, controllers). */
export type Deviation = {
  readonly because: string
  /** Path into the description, and what stands there in truth. */
  readonly path: readonly string[]
  readonly becomes: JsonObject
}

const schema = (...path: string[]): string[] => ['components', 'schemas', ...path]
const answer = (path: string, method: string): string[] => [
  'paths',
  `/api/v1/accounts/{account_id}/${path}`,
  method,
  'responses',
  '200',
  'content',
  'application/json',
  'schema',
]
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })
const under = (key: string, inner: JsonObject): JsonObject => ({
  type: 'object',
  required: [key],
  properties: { [key]: inner },
})

export const DEVIATIONS: readonly Deviation[] = [
  {
    because: 'a conversation can be snoozed',
    path: schema('conversation', 'properties', 'status'),
    becomes: { type: 'string', enum: ['open', 'resolved', 'pending', 'snoozed'] },
  },
  {
    because: 'the view renders the time itself, which is ISO 8601',
    path: schema('conversation', 'properties', 'snoozed_until'),
    becomes: { type: ['string', 'null'] },
  },
  {
    because: 'the filter answers without the `data` around it',
    path: answer('conversations/filter', 'post'),
    becomes: {
      type: 'object',
      required: ['meta', 'payload'],
      properties: { meta: { type: 'object' }, payload: { type: 'array', items: ref('conversation_show') } },
    },
  },
  {
    because: 'webhooks are listed under payload.webhooks',
    path: answer('webhooks', 'get'),
    becomes: under('payload', under('webhooks', { type: 'array', items: ref('webhook') })),
  },
  {
    because: 'an article is answered under payload',
    path: answer('portals/{id}/articles', 'post'),
    becomes: under('payload', ref('article')),
  },
  {
    because: "an article's status is its name",
    path: schema('article', 'properties', 'status'),
    becomes: { type: 'string', enum: ['draft', 'published', 'archived'] },
  },
  {
    because: "a message list's assignee is the pushed shape of a user, whose availability is null",
    path: [
      ...answer('conversations/{conversation_id}/messages', 'get'),
      'properties',
      'meta',
      'properties',
      'assignee',
    ],
    becomes: { type: 'object', required: ['id', 'name', 'type'] },
  },
  {
    because: 'a contact is created under payload.contact, beside its entry in the inbox',
    path: answer('contacts', 'post'),
    becomes: under('payload', {
      type: 'object',
      required: ['contact', 'contact_inbox'],
      properties: { contact: { type: 'object', required: ['id', 'name', 'contact_inboxes'] } },
    }),
  },
  {
    because: 'nobody assigned is null, not a user',
    path: answer('conversations/{conversation_id}/assignments', 'post'),
    becomes: { oneOf: [{ type: 'null' }, ref('user')] },
  },
]

export type Operation = { readonly method: string; readonly path: string }

export type Spec = {
  /** Every `METHOD /path` the description knows. */
  readonly operations: ReadonlySet<string>
  /** What is wrong with a 200 body of the operation; empty if nothing. */
  problems(operation: Operation, body: Json): string[]
  /** What is wrong with a JSON body sent to the operation; empty if nothing. */
  requestProblems(operation: Operation, body: Json): string[]
  /** What the operation can be asked by its query. */
  queryNames(operation: Operation): string[]
}

export function openapi(deviations: readonly Deviation[]): Spec {
  const spec = JSON.parse(readFileSync(SPEC, 'utf8')) as JsonObject
  for (const { path, becomes } of deviations) put(spec, path, becomes)
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addFormat('date-time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/)
  ajv.addFormat('date', /^\d{4}-\d{2}-\d{2}$/)
  ajv.addFormat('uuid', /^[0-9a-f-]{36}$/)
  ajv.addFormat('uri', { validate: (text: string) => URL.canParse(text) })
  ajv.addSchema(spec, 'chatwoot')
  const paths = spec.paths as JsonObject
  const problems = (pointer: readonly string[], body: Json): string[] => {
    const validate = ajv.compile({ $ref: `chatwoot#/${pointer.map(escaped).join('/')}` })
    validate(body)
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
  }
  return {
    operations: new Set(
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods as JsonObject).map((method) => `${method.toUpperCase()} ${path}`),
      ),
    ),
    problems: ({ method, path }, body) => problems(['paths', path, method, 'responses', '200', ...JSON_SCHEMA], body),
    queryNames: ({ method, path }) => {
      const item = paths[path] as JsonObject
      const operation = item[method] as JsonObject
      return [...listed(item.parameters), ...listed(operation.parameters)]
        .map((parameter) => (typeof parameter.$ref === 'string' ? referred(spec, parameter.$ref) : parameter))
        .flatMap(({ in: place, name }) => (place === 'query' && typeof name === 'string' ? [name] : []))
    },
    requestProblems: ({ method, path }, body) => problems(['paths', path, method, 'requestBody', ...JSON_SCHEMA], body),
  }
}

const listed = (parameters: Json | undefined): JsonObject[] =>
  Array.isArray(parameters) ? parameters.map((one) => one as JsonObject) : []

const referred = (spec: JsonObject, pointer: string): JsonObject =>
  pointer
    .replace('#/', '')
    .split('/')
    .reduce<JsonObject>((node, key) => node[key] as JsonObject, spec)

const JSON_SCHEMA = ['content', 'application/json', 'schema']

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

function put(spec: JsonObject, path: readonly string[], value: JsonObject): void {
  const [last = '', ...parents] = [...path].reverse()
  const parent = parents.reverse().reduce<JsonObject>((node, key) => {
    const next = node[key]
    if (typeof next !== 'object' || next === null) throw new Error(`the description has no ${path.join(' > ')}`)
    return next as JsonObject
  }, spec)
  if (!(last in parent)) throw new Error(`the description has no ${path.join(' > ')}`)
  Object.assign(parent, { [last]: value })
}
