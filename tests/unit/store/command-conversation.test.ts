import { describe, expect, it } from 'vitest'
import type { Order } from '#domain/person-command'
import { type CommandDeps, conversationCommander } from '#store/command-conversation'
import { fromItem, toItem } from '#store/item'
import { ACCOUNT, aConversation, CONVERSATION_ID, SHIPPED_LAW, START_MS, watched } from '#tests/support/builders'
import { FakeConversationStore } from '#tests/support/fake-conversation-store'

const LATE_MS = START_MS + 55 * 60_000
const NOW = LATE_MS + 1_000
const escalated = watched(aConversation({ writtenAtMs: LATE_MS }))
const raisedAtMs = escalated.watch?.escalations?.response?.raisedAtMs ?? 0

const setting = () => {
  const store = new FakeConversationStore(() => NOW)
  store.plant(fromItem(toItem({ conversation: escalated, carried: { pinned: true } }, 30)))
  const waits: number[] = []
  const deps: CommandDeps = {
    readMany: (keys) => store.readMany(keys),
    commit: (draft, over) => store.commit(draft, over),
    lawFor: async () => ({ law: SHIPPED_LAW }),
    now: () => NOW,
    random: () => 0.5,
    wait: async (ms) => {
      waits.push(ms)
    },
  }
  return { store, deps, waits }
}
type Why = 'it rains'
const acknowledge = () =>
  ({ kind: 'do', command: { do: 'acknowledge', cause: 'response', raisedAtMs, by: 'Amelia Hart' } }) as const
const order = (changes: Partial<Order<Why>> = {}): Order<Why> => ({
  account: ACCOUNT,
  conversationId: CONVERSATION_ID,
  correlationId: 'req-1',
  decide: acknowledge,
  ...changes,
})

/** Somebody else writes the same conversation first. */
async function overtake(store: FakeConversationStore): Promise<void> {
  const held = store.find(ACCOUNT, CONVERSATION_ID)
  if (held === undefined) throw new Error('nothing to overtake')
  const { conversation, carried } = held
  store.plant({ conversation: { ...conversation, version: conversation.version + 1 }, carried })
}

describe('a command to a conversation', () => {
  it('is one write by a person, with what other capabilities keep on the item', async () => {
    const { store, deps } = setting()
    expect(await conversationCommander(deps)(order())).toMatchObject({ kind: 'done', changed: true })
    expect(store.commits).toMatchObject([
      { source: 'person', correlationId: 'req-1', observedAtMs: escalated.observedAtMs, state: escalated.state },
    ])
    const held = store.find(ACCOUNT, CONVERSATION_ID)
    expect(held?.carried).toEqual({ pinned: true })
    expect(held?.conversation.watch?.escalations?.response?.acknowledged).toEqual({ by: 'Amelia Hart', atMs: NOW })
  })

  it('is decided anew after a lost race', async () => {
    const { store, deps, waits } = setting()
    let races = 2
    store.beforeCommit = async () => {
      if (races > 0) await overtake(store)
      races -= 1
    }
    const versions: number[] = []
    const decide: Order<Why>['decide'] = () => {
      versions.push(store.find(ACCOUNT, CONVERSATION_ID)?.conversation.version ?? 0)
      return acknowledge()
    }
    const done = await conversationCommander(deps)(order({ decide }))
    expect(done).toMatchObject({ kind: 'done', conversation: { version: 4 } })
    expect(versions).toEqual([1, 2, 3])
    expect(waits).toEqual([10, 20])
  })

  it('that never wins is told to come again, and has done nothing', async () => {
    const { store, deps } = setting()
    store.beforeCommit = () => overtake(store)
    expect(await conversationCommander(deps)(order())).toEqual({ kind: 'contended' })
    expect(store.commits).toEqual([])
  })

  it('that has nothing to do writes nothing', async () => {
    const { store, deps } = setting()
    const nothing = await conversationCommander(deps)(order({ decide: () => ({ kind: 'done' }) }))
    expect(nothing).toMatchObject({ kind: 'done', changed: false, conversation: { version: 1 } })
    expect(store.commits).toEqual([])
  })

  it('that is decided against writes nothing, and tells of the conversation', async () => {
    const { store, deps } = setting()
    const against = await conversationCommander(deps)(order({ decide: () => ({ kind: 'against', why: 'it rains' }) }))
    expect(against).toMatchObject({ kind: 'against', why: 'it rains', conversation: { version: 1 } })
    expect(store.commits).toEqual([])
  })

  it('sees the watch as it is stored, and as it stands by now', async () => {
    const { deps } = setting()
    const dueAtMs = START_MS + 3_600_000
    const breached = await conversationCommander({ ...deps, now: () => dueAtMs })(
      order({
        decide: ({ stored, now }) => {
          expect(stored?.runs.first_response?.breachedAtMs).toBeUndefined()
          expect(now?.runs.first_response?.breachedAtMs).toBe(dueAtMs)
          return { kind: 'done' }
        },
      }),
    )
    expect(breached.kind).toBe('done')
  })

  it('to a conversation that is not there, or went away under way, is refused', async () => {
    const { store, deps } = setting()
    expect(await conversationCommander(deps)(order({ conversationId: 7 }))).toEqual({ kind: 'gone' })
    store.beforeCommit = async () => store.remove(ACCOUNT, CONVERSATION_ID)
    expect(await conversationCommander(deps)(order())).toEqual({ kind: 'gone' })
  })

  it('is a fault when the table will never take the item', async () => {
    const { store, deps } = setting()
    store.refuses = () => true
    await expect(conversationCommander(deps)(order())).rejects.toThrow('could not be stored')
  })
})
