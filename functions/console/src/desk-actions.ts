/** What people do here: one request each, told in words how it went. Nothing is shown as done before the answer says so. */
import type { Api, ApiFailure } from './api-client.ts'
import type { OpenPromise } from './api-shapes.ts'
import type { LiveDesk } from './live-desk.ts'
import { plainText } from './names.ts'
import type { ActedAnswer, Breach, ExcuseAnswer, FeedbackAnswer, ListedEscalation } from './watch-shapes.ts'

/** `words` are announced when it went well, and shown beside the button when it did not. */
export type Outcome = { readonly ok: boolean; readonly words: string }

export type DeskActions = {
  acknowledge(escalation: ListedEscalation): Promise<Outcome>
  resolve(escalation: ListedEscalation): Promise<Outcome>
  /** Whether it was right to call for more people. */
  judge(escalation: ListedEscalation, right: boolean): Promise<Outcome>
  dismiss(conversationId: number, promise: OpenPromise): Promise<Outcome>
  /** Gives the breach as it is by then, too. */
  excuse(breach: Breach, reason: string): Promise<Outcome & { readonly breach?: Breach }>
}

export type DeskActionsOptions = {
  readonly api: Api
  readonly account: string | null
  /** Who acts, as colleagues know them. */
  readonly name: string
  readonly desk: Pick<LiveDesk, 'learn' | 'learnEscalation'>
  /** By the server's clock. */
  readonly now: () => number
  /** Reads again what the page shows. */
  readonly refresh: () => void
}

export function deskActions({ api, account, name, desk, now, refresh }: DeskActionsOptions): DeskActions {
  const query = account === null ? '' : `?account=${encodeURIComponent(account)}`

  /** Whatever came of it, the page reads again: after a failure too, since it may have been done. */
  const send = async <Body extends object>(
    request: { readonly path: string; readonly body?: object },
    taken: (answer: Body) => string,
    refused: (failure: ApiFailure) => void = () => undefined,
  ): Promise<Outcome> => {
    const result = await api.post<Body>(`${request.path}${query}`, request.body)
    if (!result.ok) refused(result.failure)
    const outcome = result.ok
      ? { ok: true, words: taken(result.body) }
      : { ok: false, words: problemWords(result.failure) }
    refresh()
    return outcome
  }
  const pathOf = ({ id }: ListedEscalation, verb: string): string => `/v1/escalations/${encodeURIComponent(id)}/${verb}`
  /** Stays as the list told it, in sight with the reason of the refusal; how it ended is for the list to tell. */
  const endedMeanwhile =
    (escalation: ListedEscalation) =>
    ({ code }: ApiFailure): void => {
      if (code !== 'already_ended') return
      desk.learnEscalation({ ...escalation, ended: { how: null, by: null, atMs: now() } })
    }

  return {
    acknowledge: (escalation) =>
      send<ActedAnswer>(
        { path: pathOf(escalation, 'acknowledge') },
        ({ conversation }) => {
          desk.learn(conversation)
          const taken = conversation.escalations.find(({ id }) => id === escalation.id)
          if (taken !== undefined) desk.learnEscalation({ ...escalation, ...taken })
          const by = taken?.acknowledged?.by ?? name
          return by === name ? 'Taken: it climbs no further.' : `${plainText(by)} has it.`
        },
        endedMeanwhile(escalation),
      ),
    resolve: (escalation) =>
      send<ActedAnswer>(
        { path: pathOf(escalation, 'resolve') },
        ({ conversation, asOfMs }) => {
          desk.learn(conversation)
          desk.learnEscalation({ ...escalation, ended: { how: 'resolved', by: name, atMs: asOfMs } })
          return 'Done: the escalation has ended. Was it right?'
        },
        endedMeanwhile(escalation),
      ),
    judge: (escalation, right) =>
      send<FeedbackAnswer>({ path: pathOf(escalation, 'feedback'), body: { right } }, ({ feedback }) => {
        desk.learnEscalation({ ...escalation, feedback })
        return feedback.right ? 'Noted: it was right.' : 'Noted: it was not right.'
      }),
    dismiss: (conversationId, { messageId }) =>
      send<ActedAnswer>(
        { path: `/v1/conversations/${conversationId}/promise`, body: { action: 'dismiss', messageId } },
        ({ conversation }) => {
          desk.learn(conversation)
          return 'Noted: that was no promise.'
        },
      ),
    async excuse(breach, reason) {
      let excused: Breach | undefined
      const path = `/v1/sla/breaches/${encodeURIComponent(breach.id)}/excuse`
      const outcome = await send<ExcuseAnswer>({ path, body: { reason } }, (answer) => {
        excused = answer.breach
        return 'Excused: the net figure leaves it out.'
      })
      return excused === undefined ? outcome : { ...outcome, breach: excused }
    },
  }
}

/** After no answer it is not known whether it was done. */
function problemWords({ kind, detail }: ApiFailure): string {
  return kind === 'unreachable' ? `${detail} It may have been done or not: look again in a moment.` : detail
}
