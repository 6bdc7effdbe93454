import { describe, expect, test } from 'vitest'
import { FUNCTION_NAMES, type FunctionName } from '#infra/functions'
import { config, functionsWith, nameOf, readable, type Statement, statements, synthesize, target } from './templates.ts'

/** What AWS asks of whoever works on a queue. */
const RECEIVES = 'sqs:ChangeMessageVisibility, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage'

const FUNCTIONS_OF_QUEUES: readonly FunctionName[] = [
  ...([
    'process',
    'sla',
    'route',
    'escalate',
    'draft',
    'review',
    'grade',
    'act',
    'presence',
    'reconcile',
    'suggest',
    'analytics',
  ] as const),
]

/** What redrive sends to, and what it takes from. */
const QUEUES = [
  ...['InboundQueue', 'ClockworkActionsQueue', 'ClockworkDeadlinesQueue', 'ClockworkEscalationsQueue'],
  ...[
    'ApprovalsReviewQueue',
    'ClockworkKnowledgeSearchedQueue',
    'ClockworkPresenceAskedQueue',
    'ClockworkReconcileSweptQueue',
    'DraftDraftsQueue',
    'GradeGradesQueue',
    'RouteRoutingQueue',
  ],
  'AnalyticsCountingQueue',
]
const DEAD_LETTERS = [
  ...QUEUES.map((name) => name.replace(/Queue$/, 'DeadLetters')),
  ...['PublishFailures', 'SpoolDeadLetters'],
]

/** Everything that each function may do, by what it may do it to, besides writing its own logs. */
const RIGHTS: Readonly<Record<FunctionName, Readonly<Record<string, string>>>> = {
  ingest: {
    Accounts: 'secretsmanager:GetSecretValue',
    'Bodies/bodies/*': 's3:PutObject',
    'Bodies/spool/*': 's3:PutObject',
    InboundQueue: 'sqs:SendMessage',
  },
  process: {
    Bodies: 's3:ListBucket',
    'Bodies/bodies/*': 's3:GetObject',
    'Bodies/models/*': 's3:GetObject',
    'Bodies/spool/*': 's3:GetObject',
    'Bodies/unknown/*': 's3:PutObject',
    // Into it, and never out of it: what is archived is for operators alone.
    ArchiveStream: 'firehose:PutRecordBatch',
    // GetItem: the documents in force. Query: switches. Clocks move in the write of the conversation itself. UpdateItem: the loss ledger.
    Desk: 'dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
    InboundDeadLetters: 'sqs:SendMessage',
    InboundQueue: RECEIVES,
  },
  publish: {
    ApprovalsReviewQueue: 'sqs:SendMessage',
    Bus: 'events:PutEvents',
    ClockworkDeadlinesQueue: 'sqs:SendMessage',
    // Transactions ask for the rights of what they are made of.
    Desk: 'dynamodb:BatchWriteItem, dynamodb:PutItem, dynamodb:UpdateItem',
    'Desk stream': 'dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator, dynamodb:ListStreams',
    PublishFailures: 'sqs:SendMessage',
  },
  tick: {
    ApprovalsReviewQueue: 'sqs:SendMessage',
    // what outage mode has held
    ClockworkActionsQueue: 'sqs:SendMessage',
    ClockworkDeadlinesQueue: 'sqs:SendMessage',
    ClockworkEscalationsQueue: 'sqs:SendMessage',
    // DeleteItem: entries of held actions that were sent.
    Desk: 'dynamodb:BatchGetItem, dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
    'Desk/index/byDeadline': 'dynamodb:Query',
    'Desk/index/byNextInstant': 'dynamodb:Query',
    'Desk/index/byOperator': 'dynamodb:Query',
  },
  sla: {
    ClockworkDeadlinesDeadLetters: 'sqs:SendMessage',
    ClockworkDeadlinesQueue: `${RECEIVES}, sqs:SendMessage`,
    Desk: 'dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query',
    'Desk/index/byWait': 'dynamodb:Query',
  },
  route: {
    ClockworkActionsQueue: 'sqs:SendMessage',
    // PutItem: decisions are transactions of puts.
    Desk: 'dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query',
    'Desk/index/byOperator': 'dynamodb:Query',
    RouteRoutingDeadLetters: 'sqs:SendMessage',
    RouteRoutingQueue: RECEIVES,
  },
  escalate: {
    AlarmsOnCall: 'sns:Publish',
    AlarmsNotices: 'sns:Publish',
    ClockworkActionsQueue: 'sqs:SendMessage',
    ClockworkEscalationsDeadLetters: 'sqs:SendMessage',
    ClockworkEscalationsQueue: `${RECEIVES}, sqs:SendMessage`,
    // DeleteItem: groups of pages that are over.
    Desk: 'dynamodb:BatchGetItem, dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
    Targets: 'secretsmanager:GetSecretValue',
  },
  draft: {
    Bodies: 's3:ListBucket',
    'Bodies/knowledge/*': 's3:GetObject',
    ClockworkActionsQueue: 'sqs:SendMessage',
    // ConditionCheckItem: a draft is opened while its conversation is still as it was read.
    Desk: 'dynamodb:ConditionCheckItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
    DraftDraftsDeadLetters: 'sqs:SendMessage',
    DraftDraftsQueue: RECEIVES,
  },
  review: {
    ClockworkActionsQueue: 'sqs:SendMessage',
    ApprovalsReviewDeadLetters: 'sqs:SendMessage',
    ApprovalsReviewQueue: `${RECEIVES}, sqs:SendMessage`,
    // ConditionCheckItem: what a policy approves rests on what was graded, and on the conversation.
    Desk: 'dynamodb:ConditionCheckItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
  },
  grade: {
    ClockworkActionsQueue: 'sqs:SendMessage',
    Desk: 'dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
    GradeGradesDeadLetters: 'sqs:SendMessage',
    // What Chatwoot could not tell is asked for again later.
    GradeGradesQueue: `${RECEIVES}, sqs:SendMessage`,
  },
  act: {
    // Conversations that were read go where webhooks go, as webhooks that are too large do.
    'Bodies/bodies/*': 's3:PutObject',
    Chatwoot: 'secretsmanager:GetSecretValue',
    ClockworkActionsDeadLetters: 'sqs:SendMessage',
    ClockworkActionsQueue: RECEIVES,
    ClockworkKnowledgeSearchedQueue: 'sqs:SendMessage',
    ClockworkPresenceAskedQueue: 'sqs:SendMessage',
    ClockworkReconcileSweptQueue: 'sqs:SendMessage',
    DraftDraftsQueue: 'sqs:SendMessage',
    GradeGradesQueue: 'sqs:SendMessage',
    InboundQueue: 'sqs:SendMessage',
    // PutItem: drafts of replies that came too late.
    Desk: 'dynamodb:ConditionCheckItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
  },
  reconcile: {
    ClockworkActionsQueue: 'sqs:SendMessage',
    ClockworkReconcileSweptDeadLetters: 'sqs:SendMessage',
    ClockworkReconcileSweptQueue: RECEIVES,
    Desk: 'dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query',
  },
  suggest: {
    Bodies: 's3:ListBucket',
    // Over the index before it: one an account.
    'Bodies/knowledge/*': 's3:GetObject, s3:PutObject',
    ClockworkActionsQueue: 'sqs:SendMessage',
    ClockworkKnowledgeSearchedDeadLetters: 'sqs:SendMessage',
    ClockworkKnowledgeSearchedQueue: RECEIVES,
    // DeleteItem: articles that are gone.
    Desk: 'dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query',
  },
  presence: {
    ClockworkActionsQueue: 'sqs:SendMessage',
    ClockworkPresenceAskedDeadLetters: 'sqs:SendMessage',
    ClockworkPresenceAskedQueue: RECEIVES,
    Desk: 'dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query',
  },
  analytics: {
    AnalyticsCountingDeadLetters: 'sqs:SendMessage',
    AnalyticsCountingQueue: RECEIVES,
    // Ledgers are read, and nothing is written here.
    Desk: 'dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:Query',
    Insights: 'dynamodb:BatchGetItem, dynamodb:PutItem, dynamodb:UpdateItem',
  },
  report: {
    AlarmsNotices: 'sns:Publish',
    AnalyticsCountingDeadLetters: 'sqs:GetQueueAttributes',
    AnalyticsCountingQueue: 'sqs:GetQueueAttributes',
    Bodies: 's3:ListBucket',
    'Bodies/reports/*': 's3:GetObject, s3:PutObject',
    Desk: 'dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
    'Desk/index/byDeadline': 'dynamodb:Query',
    InboundDeadLetters: 'sqs:GetQueueAttributes',
    InboundQueue: 'sqs:GetQueueAttributes',
    Insights: 'dynamodb:Query',
    Targets: 'secretsmanager:GetSecretValue',
  },
  api: {
    Bodies: 's3:ListBucket',
    'Bodies/knowledge/*': 's3:GetObject',
    'Bodies/reports/*': 's3:GetObject',
    AnalyticsCountingDeadLetters: 'sqs:GetQueueAttributes',
    // what people said of a breach or an escalation is counted
    AnalyticsCountingQueue: 'sqs:GetQueueAttributes, sqs:SendMessage',
    Insights: 'dynamodb:BatchGetItem, dynamodb:Query',
    'Insights/index/byOpened': 'dynamodb:Query',
    ClockworkDeadlinesQueue: 'sqs:SendMessage',
    ClockworkPresenceAskedQueue: 'sqs:SendMessage',
    Embeds: 'secretsmanager:GetSecretValue',
    // ConditionCheckItem: an activation names a version that is there.
    Desk: 'dynamodb:BatchGetItem, dynamodb:ConditionCheckItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
    'Desk/index/byDeadline': 'dynamodb:Query',
    'Desk/index/byOperator': 'dynamodb:Query',
    'Desk/index/byWait': 'dynamodb:Query',
    InboundDeadLetters: 'sqs:GetQueueAttributes',
    InboundQueue: 'sqs:GetQueueAttributes',
  },
  redrive: {
    ...Object.fromEntries(DEAD_LETTERS.map((name) => [name, RECEIVES])),
    ...Object.fromEntries(QUEUES.map((name) => [name, 'sqs:SendMessage'])),
    Bodies: 's3:ListBucket',
    'Bodies/bodies/*': 's3:GetObject',
    'Bodies/models/*': 's3:GetObject',
    'Bodies/spool/*': 's3:GetObject',
    // PutItem, UpdateItem: who did what. Rehearsals read as the workers do, and write on paper.
    Desk: 'dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem',
    'Desk/index/byDeadline': 'dynamodb:Query',
    'Desk/index/byOperator': 'dynamodb:Query',
    'Desk/index/byWait': 'dynamodb:Query',
  },
}

/** Rights on everything, each with the reason why nothing narrower will do. */
const ON_EVERYTHING: Readonly<Record<string, string>> = {
  'cloudwatch:DescribeAlarms':
    'CodeDeploy polls alarms by a list of names; it learns names and states, and can change nothing by it.',
}
const isArgued = ({ actions, resource }: { actions: readonly string[]; resource: string }): boolean =>
  resource === '*' && actions.every((action) => ON_EVERYTHING[action] !== undefined)

/** `<Backdesk-prod-Data:ExportsOutputFnGetAttDeskBDDAF902Arn...>/index/byWait` is `Desk/index/byWait`. */
const plainly = (resource: string): string =>
  resource.replace(/<(?:.*:ExportsOutput(?:Ref|FnGetAtt))?(\w+?)[0-9A-F]{8}(\w*)>/, (_all, name, rest) =>
    String(rest).startsWith('StreamArn') ? `${name} stream` : name,
  )

const isLogs = ({ actions }: Statement): boolean => actions.every((action) => action.startsWith('logs:'))

describe.each(['dev', 'prod'])('rights in %s', (environment) => {
  const stacks = synthesize(config(environment))
  const functions = stacks.ofType('AWS::Lambda::Function')
  const allowed = statements(stacks).filter(({ effect }) => effect === 'Allow')
  const grantsOf = (name: string): Statement[] =>
    allowed.filter(({ on }) => stacks.byId(on).Type === 'AWS::IAM::Policy' && functionsWith(stacks, on).includes(name))

  test.each(FUNCTION_NAMES)('%s may do exactly what it is there for', (name) => {
    const found = new Map<string, Set<string>>()
    for (const { actions, resources } of grantsOf(name).filter((statement) => !isLogs(statement)))
      for (const resource of resources)
        found.set(plainly(resource), new Set([...(found.get(plainly(resource)) ?? []), ...actions]))
    const inWords = [...found].map(([resource, actions]) => [resource, [...actions].sort().join(', ')])
    expect(Object.fromEntries(inWords)).toEqual(RIGHTS[name])
  })

  test.each(FUNCTION_NAMES)('%s writes to its own log group alone', (name) => {
    const fn = functions.find((one) => nameOf(one) === name)
    const logging = fn?.Properties.LoggingConfig
    const group = Object(logging).LogGroup
    const written = grantsOf(name).filter(isLogs)
    expect(written.flatMap(({ actions }) => actions)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents'])
    expect(written.flatMap(({ resources }) => resources)).toEqual([readable(group)])
    expect(target(group)).toBeDefined()
  })

  test('no grant has a wildcard, but for objects under one prefix of the bodies bucket, and what is argued', () => {
    const objects = /^<[^>]*Bodies[^>]*>\/(archive|archive-failed|bodies|knowledge|models|reports|spool|unknown)\/\*$/
    expect(allowed.length).toBeGreaterThan(FUNCTION_NAMES.length)
    for (const { on, actions, resources } of allowed) {
      for (const action of actions) expect(action, on).not.toContain('*')
      for (const resource of resources)
        expect(
          objects.test(resource) || !resource.includes('*') || isArgued({ actions, resource }),
          `${on}: ${resource}`,
        ).toBe(true)
    }
  })

  test('only redrive takes from where dead letters lie, and it takes from nowhere else', () => {
    const taking = FUNCTION_NAMES.filter((name) => DEAD_LETTERS.some((queue) => RIGHTS[name][queue] === RECEIVES))
    expect(taking).toEqual(['redrive'])
    expect(QUEUES.filter((queue) => RIGHTS.redrive[queue]?.includes('ReceiveMessage'))).toEqual([])
  })

  test('no role carries a managed policy', () => {
    for (const { id, Properties } of stacks.ofType('AWS::IAM::Role'))
      expect(Properties.ManagedPolicyArns, id).toBeUndefined()
  })

  test.each([
    ['secretsmanager:GetSecretValue', ['act', 'api', 'escalate', 'ingest', 'report']],
    ['sns:Publish', ['escalate', 'report']],
    ['events:PutEvents', ['publish']],
    ['s3:PutObject', ['act', 'ingest', 'process', 'report', 'suggest']],
    ['s3:GetObject', ['api', 'draft', 'process', 'redrive', 'report', 'suggest']],
    ['firehose:PutRecordBatch', ['process']],
  ])('%s is for %j alone', (action, names) => {
    const holders = FUNCTION_NAMES.filter((name) => grantsOf(name).some(({ actions }) => actions.includes(action)))
    expect(holders.sort()).toEqual(names)
  })

  test('the archive is written through its stream, and no function can read, change or list what is in it by name', () => {
    const onArchive = allowed.filter(({ resources }) =>
      resources.some((resource) => /\/archive(-failed)?\/\*$/.test(resource)),
    )
    expect(onArchive.map(({ on, actions }) => [on.replace(/DefaultPolicy\w+$/, ''), actions])).toEqual([
      ['ArchiveRole', ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject']],
    ])
    expect(onArchive.flatMap(({ on }) => functionsWith(stacks, on))).toEqual([])
    const putting = FUNCTION_NAMES.filter((name) => 'ArchiveStream' in RIGHTS[name])
    expect(putting).toEqual(['process'])
  })

  test('nobody may scan or administer but CodeDeploy its aliases; what is deleted are messages, and items by escalate, suggest and tick', () => {
    const actions = allowed.flatMap((statement) => statement.actions)
    expect(
      actions.filter((action) => /Scan|Create(?!LogStream$)|Delete|Update(?!Item$)|iam:|kms:/.test(action)).sort(),
    ).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:DeleteItem',
      'dynamodb:DeleteItem',
      'lambda:UpdateAlias',
      ...[...FUNCTIONS_OF_QUEUES, 'redrive'].map(() => 'sqs:DeleteMessage'),
    ])
    expect(FUNCTION_NAMES.filter((name) => RIGHTS[name].Desk?.includes('DeleteItem'))).toEqual([
      'tick',
      'escalate',
      'suggest',
    ])
  })
})

test('where the topics have a key of their own, escalate and report may use that key, and nobody else may', () => {
  const kmsKeyArn = 'arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555'
  const { onCall } = config('prod')
  const stacks = synthesize(config('prod', { onCall: { ...onCall, kmsKeyArn } }))
  const onKey = statements(stacks).filter(({ actions }) => actions.some((action) => action.startsWith('kms:')))
  const grant = { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [kmsKeyArn] }
  expect(onKey).toMatchObject([grant, grant])
  expect(onKey.flatMap(({ on }) => functionsWith(stacks, on)).sort()).toEqual(['escalate', 'report'])
})

test.each([
  ['amazon.nova-lite-v1:0', ['arn:<AWS::Partition>:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0']],
  [
    'eu.amazon.nova-lite-v1:0',
    [
      'arn:<AWS::Partition>:bedrock:*::foundation-model/amazon.nova-lite-v1:0',
      'arn:<AWS::Partition>:bedrock:eu-west-1:<AWS::AccountId>:inference-profile/eu.amazon.nova-lite-v1:0',
    ],
  ],
])('where %s writes drafts, draft may ask it and no other model, and nobody else may ask any', (model, resources) => {
  const stacks = synthesize(config('prod', { bedrock: `${model} eu-west-1 0.06 0.24` }))
  const asking = statements(stacks).filter(({ actions }) => actions.some((action) => /^bedrock|^\*/.test(action)))
  expect(asking).toMatchObject([{ effect: 'Allow', actions: ['bedrock:InvokeModel'], resources }])
  expect(asking.flatMap(({ on }) => functionsWith(stacks, on))).toEqual(['draft'])
})
