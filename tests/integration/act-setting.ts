import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { chatwootClient } from '#chatwoot/client'
import { keepAliveHttp } from '#chatwoot/http-call'
import type { Action } from '#domain/action'
import type { Approval, ApprovalKey } from '#domain/approval'
import { performActions } from '#functions/act/perform-actions'
import type { ChatwootOptions } from '#infra/local/chatwoot/server'
import { sha256Hex } from '#runtime/digest'
import { runBatch } from '#runtime/sqs-batch'
import { actionStore, enlistAction } from '#store/actions'
import { approvalItem } from '#store/approval-item'
import { approvalStore } from '#store/approvals'
import { holdAction } from '#store/held-actions'
import { switchBook, switchStore } from '#store/switches'
import { anActionRecord } from '#tests/support/actions'
import { openDeskTable, TABLE } from '#tests/support/desk-table'
import { type ManInTheMiddle, manInTheMiddle } from '#tests/support/man-in-the-middle'
import { noProposals } from '#tests/support/no-proposals'
import { aReadingDesk, noArticles, noCanary, noSweeps } from '#tests/support/readings'
import { recorder } from '#tests/support/recorder'
import { chatwootSetting, NOW_MS, type Setting } from './chatwoot-stand-in-setting.ts'

export type Delivered = {
  /** Message ids that come back; `m0` is the first action's. */
  readonly returned: string[]
  readonly counts: Readonly<Record<string, number>>
  /** Of the log. */
  readonly codes: string[]
}
type Circumstances = { readonly wait?: (ms: number) => Promise<void>; readonly token?: string }

export type ActSetting = Setting & {
  readonly middle: ManInTheMiddle
  /** An open conversation of a customer. */
  readonly conversationId: number
  /** Enlists the actions and performs their messages as one batch, as Lambda would. */
  deliver(actions: readonly Action[], circumstances?: Circumstances): Promise<Delivered>
  approve(approval: Approval): Promise<void>
  switchOff(name: string): Promise<void>
  /** What the item of an action says when it is tried once more. */
  itemOf(action: Action): Promise<object>
  approvalOf(key: ApprovalKey): Promise<Approval | undefined>
}

const fail = (error: unknown): never => {
  throw error
}

/** `act` between a table on its local engine and a Chatwoot stand-in behind HTTP. */
export async function actSetting(options: Partial<ChatwootOptions> = {}): Promise<ActSetting> {
  const desk = await openDeskTable(NOW_MS)
  const setting = await chatwootSetting(options)
  const { chatwoot, clock } = setting
  const middle = await manInTheMiddle(chatwoot.url)
  const table = { client: desk.client, table: TABLE, now: clock.now }
  const http = keepAliveHttp({ totalMs: 400 })

  const deliver: ActSetting['deliver'] = async (actions, { wait = async () => undefined, token } = {}) => {
    const { log, count, counts, codes } = recorder()
    for (const action of actions) await enlistAction(action, { ...table, retentionDays: 30 })
    const access = { baseUrl: middle.url, accountId: chatwoot.accountId, token: token ?? chatwoot.adminToken }
    const deps = {
      ...actionStore(table),
      hold: (action: Action) => holdAction(action, table),
      book: { find: async () => access, doubt: () => undefined },
      chatwoot: () => chatwootClient(access, { http, pace: async () => undefined }),
      approvals: approvalStore(table),
      textHash: sha256Hex,
      replyMaxAgeMs: 15 * 60_000,
      isOff: switchBook(switchStore(table), { now: clock.now, onFault: fail }).isOff,
      noteKey: sha256Hex,
      readings: aReadingDesk().deps,
      sweeps: noSweeps,
      articles: noArticles,
      canary: noCanary,
      proposals: noProposals,
      now: clock.now,
      random: () => 0.5,
      wait,
      count,
      log,
    }
    const Records = actions.map((action, nth) => anActionRecord(action, `m${nth}`))
    const { batchItemFailures } = await runBatch(
      { Records },
      {
        work: (messages) => performActions(messages, deps),
        bury: async () => undefined,
        postpone: async () => undefined,
        expendable: [],
        random: () => 0,
        count: () => undefined,
        log,
      },
    )
    return { returned: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), counts, codes: codes() }
  }

  return {
    ...setting,
    middle,
    conversationId: setting.conversation(),
    deliver,
    approve: async (approval) => {
      await desk.client.send(new PutCommand({ TableName: TABLE, Item: approvalItem(approval) }))
    },
    switchOff: async (name) => {
      await switchStore(table).switchOff({ account: 'shop', name, reason: 'Test', by: 'avery', atMs: NOW_MS })
    },
    itemOf: (action) => actionStore(table).beginTry(action),
    approvalOf: (key) => approvalStore(table).get(key),
    async close() {
      await middle.close()
      await setting.close()
      await desk.close()
    },
  }
}
