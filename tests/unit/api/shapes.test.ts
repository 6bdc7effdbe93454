import { expect, it } from 'vitest'
import type { Driver } from '#domain/analytics/drivers'
import type { PointDispute } from '#domain/analytics/point-dispute'
import type { TopicReport } from '#domain/analytics/topic-report'
import type { blind } from '#domain/quality/reviewing'
import { type ConversationView, viewOf } from '#functions/api/conversation-view'
import type { ForecastView } from '#functions/api/forecast'
import type { gradeView } from '#functions/api/grade-view'
import type { OperatorView } from '#functions/api/read-operators'
import type { ReceiptView } from '#functions/api/receipts'
import { type Tile, tileOf } from '#functions/api/tile'
import type { QueueItem, TileAnswer } from '#functions/console/src/api-shapes'
import type { DriversAnswer, PointDisputeTold, TopicTold } from '#functions/console/src/figure-shapes'
import type { ForecastAnswer } from '#functions/console/src/forecast-shapes'
import type { BlindGrade, ListedGrade } from '#functions/console/src/quality-shapes'
import type { ListedOperator, Receipt } from '#functions/console/src/routing-shapes'
import { aConversation, START_MS } from '#tests/support/builders'

type DisputeShown = PointDispute & { readonly id: string }

/** These lines are the test: `tsc` fails when the console expects what the API does not answer. */
const asItem = (view: ConversationView): QueueItem => view
const asTile = (tile: Tile): Omit<TileAnswer, 'asOfMs' | 'lagMs'> => tile
const asForecast = (view: ForecastView): Omit<ForecastAnswer, 'asOfMs'> => view
const asReceipt = (view: ReceiptView): Receipt => view
const asTopic = (told: TopicReport['topics'][number]): TopicTold => told
const asDriver = (driver: Driver): DriversAnswer['items'][number] => driver
const asPoint = (told: DisputeShown): PointDisputeTold => told
const asGrade = (view: ReturnType<typeof gradeView>): ListedGrade => view
const asBlind = (view: ReturnType<typeof blind>): Omit<BlindGrade, 'chatwootUrl'> => view
const asOperator = (view: OperatorView): ListedOperator => view

it('the console reads what the API answers', () => {
  const facts = {
    tallies: { counts: null, intake: null },
    oldestWaitingSinceMs: null,
    newestWriteAtMs: null,
    depth: null,
    nowMs: START_MS,
  }
  expect(asItem(viewOf(aConversation(), START_MS)).conversationId).toBe(aConversation().conversationId)
  expect(asTile(tileOf(facts)).state).toBe('no_data')
  for (const read of [asOperator, asReceipt, asGrade, asBlind, asTopic, asDriver, asPoint])
    expect(read).toBeTypeOf('function')
  const quiet = { account: 'shop', untilMs: START_MS, n: 0, cut: false, overdue: 0 }
  expect(asForecast({ ...quiet, basis: null, breaches: 0, teams: [], best: null }).n).toBe(0)
})

it('a conversation without a snapshot can be shown too', () => {
  const view = viewOf(aConversation({ state: {} }), START_MS)
  expect(view).toMatchObject({
    status: null,
    turn: 'nobody',
    inbox: null,
    labels: [],
    deadlineAtMs: null,
    atRisk: false,
  })
})
