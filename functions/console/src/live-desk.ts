/** The live state of the page: tile, list and open conversation, refreshed in rounds. Knows no DOM. */
import type { ConversationEvent } from '#events/conversation-events'
import type { Api, ApiFailure } from './api-client.ts'
import type { ConversationAnswer, QueueItem, TileAnswer } from './api-shapes.ts'
import { type EscalationState, liveEscalations, NO_ESCALATIONS } from './live-escalations.ts'
import { FIRST_PAGE, MOST_REQUESTS, PAGE_SIZE, readList } from './read-list.ts'
import type { ServerClock } from './server-clock.ts'
import { queueQueryOf, type View } from './view-state.ts'
import type { ListedEscalation } from './watch-shapes.ts'

export type Detail = {
  readonly conversationId: number
  /** Null while loading. */
  readonly answer: ConversationAnswer | null
  readonly failure: ApiFailure | null
  /** Events before those of `answer`, oldest first, and the way to more. */
  readonly older: readonly ConversationEvent[]
  readonly olderCursor: string | null
}
export type DeskState = {
  readonly tile: TileAnswer | null
  /** Null until the first answer for this view. */
  readonly items: readonly QueueItem[] | null
  readonly hasMore: boolean
  readonly loadingMore: boolean
  readonly detail: Detail | null
  readonly escalations: EscalationState
  readonly failure: ApiFailure | null
  /** Of the newest complete round, by the server's clock. */
  readonly asOfMs: number | null
  /** When that round ended, by the browser's clock. */
  readonly refreshedAtMs: number | null
}

export type LiveDeskOptions = {
  readonly api: Api
  readonly clock: ServerClock
  readonly now: () => number
  readonly onChange: (state: DeskState) => void
}
export type LiveDesk = {
  /** Shows another view; what belongs to the old one is dropped. Call `refresh` after it. */
  show(view: View): void
  /** Asks for one page more than now; shown with the next round. */
  more(): void
  /** Loads the page of ledger events before those shown. */
  olderEvents(): Promise<void>
  /** One round. Resolves to whether it succeeded; never rejects. */
  refresh(): Promise<boolean>
  /** Shows a conversation as an answer to something done here told it, until the rounds tell the same or newer. */
  learn(conversation: ConversationAnswer['conversation']): void
  learnEscalation(escalation: ListedEscalation): void
}

/** Before the first answer. */
export const EMPTY: DeskState = {
  tile: null,
  items: null,
  hasMore: false,
  loadingMore: false,
  detail: null,
  escalations: NO_ESCALATIONS,
  failure: null,
  asOfMs: null,
  refreshedAtMs: null,
}

export function liveDesk(options: LiveDeskOptions, firstView: View): LiveDesk {
  const { api, clock } = options
  let view = firstView
  let state: DeskState = { ...EMPTY, detail: detailFor(view.conversation, null) }
  let wanted = FIRST_PAGE

  const change = (part: Partial<DeskState>): void => {
    state = { ...state, ...part }
    options.onChange(state)
  }
  const escalations = liveEscalations(api, view.account, (shown) => change({ escalations: shown }))
  escalations.wantEnded(wantsEnded(view))
  /** By number, what answers to something done here told. */
  const learned = new Map<number, ConversationAnswer['conversation']>()
  /** A round that was under way may bring what was true before it. */
  const asKnown = <Item extends QueueItem>(item: Item): Item => {
    const known = learned.get(item.conversationId)
    return known === undefined || known.version <= item.version ? item : { ...item, ...known }
  }
  const account = (): string => (view.account === null ? '' : `account=${encodeURIComponent(view.account)}`)

  /** The open conversation, if it is still the one that was asked for: two accounts may have the same number. */
  const stillOpen = (asked: View): Detail | null =>
    asked.account === view.account && asked.conversation === view.conversation ? state.detail : null

  const readDetail = async (asked: View): Promise<void> => {
    const result = await api.get<ConversationAnswer>(`/v1/conversations/${asked.conversation}?${account()}`)
    const detail = stillOpen(asked)
    if (detail === null) return
    if (!result.ok) return change({ detail: { ...detail, failure: result.failure } })
    const { ledger, ledgerCursor } = result.body
    // what new events pushed off the newest page stays, and so does the way to what came before it
    const newest = new Set(ledger.map(({ id }) => id))
    const older = [...detail.older, ...(detail.answer?.ledger ?? [])].filter(({ id }) => !newest.has(id))
    const olderCursor = detail.answer === null ? ledgerCursor : detail.olderCursor
    const answer = { ...result.body, conversation: asKnown(result.body.conversation) }
    change({ detail: { ...detail, answer, failure: null, older, olderCursor } })
  }

  const round = async (): Promise<ApiFailure | null> => {
    const asked = view
    const reading = asked.conversation === null ? null : readDetail(asked)
    const escalated = escalations.refresh()
    const [tile, list] = await Promise.all([
      api.get<TileAnswer>(`/v1/tile?${account()}`),
      readList(api, queueQueryOf(asked), wanted),
    ])
    await Promise.all([reading, escalated])
    // answers to a view that has been left say nothing about the one that is shown
    if (queueQueryOf(asked) !== queueQueryOf(view)) return null
    if (!tile.ok) return tile.failure
    if (!list.ok) return list.failure
    clock.sync(list.body.asOfMs)
    const { hasMore, asOfMs } = list.body
    const items = list.body.items.map(asKnown)
    change({ tile: tile.body, items, hasMore, asOfMs, loadingMore: false, failure: null, refreshedAtMs: options.now() })
    return null
  }

  return {
    show(next) {
      const sameAccount = next.account === view.account
      const sameList = queueQueryOf(next) === queueQueryOf(view)
      view = next
      if (!sameAccount) learned.clear()
      escalations.show(next.account)
      escalations.wantEnded(wantsEnded(next))
      if (!sameList) wanted = FIRST_PAGE
      change({
        detail: detailFor(next.conversation, sameAccount ? state.detail : null),
        ...(sameAccount ? {} : { tile: null }),
        ...(sameList ? {} : { items: null, hasMore: false, loadingMore: false }),
      })
    },
    more() {
      const items = (state.items?.length ?? 0) + PAGE_SIZE
      wanted = { items, requests: wanted.requests + MOST_REQUESTS }
      change({ loadingMore: true })
    },
    async olderEvents() {
      const { detail } = state
      if (detail === null || detail.olderCursor === null) return
      const asked = view
      const path = `/v1/conversations/${detail.conversationId}?${account()}&cursor=${detail.olderCursor}`
      const result = await api.get<ConversationAnswer>(path)
      const now = stillOpen(asked)
      if (now === null) return
      if (!result.ok) return change({ detail: { ...now, failure: result.failure } })
      const { ledger, ledgerCursor } = result.body
      change({ detail: { ...now, older: [...ledger, ...now.older], olderCursor: ledgerCursor } })
    },
    async refresh() {
      const failure = await round()
      if (failure !== null) change({ failure, loadingMore: false })
      return failure === null
    },
    learn(conversation) {
      learned.set(conversation.conversationId, conversation)
      const { detail, items } = state
      const answer = detail?.answer ?? null
      change({
        items: items?.map(asKnown) ?? null,
        ...(detail === null || answer === null
          ? {}
          : { detail: { ...detail, answer: { ...answer, conversation: asKnown(answer.conversation) } } }),
      })
    },
    learnEscalation: (escalation) => escalations.learn(escalation),
  }
}

/** Ended ones are shown in the list, and where a link names one that may have ended. */
const wantsEnded = (view: View): boolean => view.escalations !== null || view.escalation !== null

function detailFor(conversationId: number | null, now: Detail | null): Detail | null {
  if (conversationId === null) return null
  if (now?.conversationId === conversationId) return now
  return { conversationId, answer: null, failure: null, older: [], olderCursor: null }
}
