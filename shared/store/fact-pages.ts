/** Facts by the day on which their conversation was opened, in pages. Another thing than counting: it writes nothing. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Fact, FactKey } from '#domain/analytics/fact'
import type { DaySpan } from '#domain/analytics/rollup'
import { DAY_MS, dateOf, dayOf } from '#domain/local-date'
import { isLive } from './expiry.ts'
import { fromFactItem } from './fact-item.ts'
import { type FactItemsDeps, factItemAt, factItems } from './fact-items.ts'
import { BY_OPENED, FACT_SK, factPk, openedKey, openedSk } from './insight-keys.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import type { BadCursor } from './queue-reads.ts'

export type FactPages = {
  /** By the day of opening, then by number. Null: there is no fact of it. */
  fact(key: FactKey): Promise<Fact | null>
  /** A page may be short, even empty, and still have a cursor: ask on. Null at the end. */
  page(
    account: string,
    asked: DaySpan & { readonly cursor: string | null; readonly limit: number },
  ): Promise<{ readonly facts: readonly Fact[]; readonly nextCursor: string | null } | BadCursor>
}

export type FactPagesDeps = FactItemsDeps & { readonly now: () => number }

/** Days without any conversation cost a question each. */
const QUESTIONS = 20
/** A day, and the last conversation of it that was taken; none yet: from its beginning. */
const KEYS = /^\d{4}-\d\d-\d\d#(\d{10})?$/

/** @throws the SDK's errors, and RangeError for what is no date. */
export function factPages(deps: FactPagesDeps): FactPages {
  const { client, table, now } = deps

  async function read(keys: readonly FactKey[]): Promise<Fact[]> {
    const items = await factItems(keys, deps)
    return keys.flatMap((key): Fact[] => {
      const item = factItemAt(items, key)
      return item === undefined || !isLive(item, now()) ? [] : [fromFactItem(item).fact]
    })
  }

  async function idsOf(account: string, day: string, { after, limit }: { after: string; limit: number }) {
    const key = openedKey(account, day)
    const from = { pk: factPk(account, Number(after)), sk: FACT_SK, openedKey: key, openedSk: after }
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: BY_OPENED,
        KeyConditionExpression: 'openedKey = :key',
        ExpressionAttributeValues: { ':key': key },
        Limit: limit,
        ...(after === '' ? {} : { ExclusiveStartKey: from }),
      }),
    )
    return { ids: Items.map((item) => Number(item.openedSk)), isMore: LastEvaluatedKey !== undefined }
  }

  return {
    fact: async (key) => (await read([key]))[0] ?? null,

    async page(account, { fromDay, toDay, cursor, limit }) {
      const scope = ['facts', account, fromDay, toDay]
      const position = cursor === null ? null : decodeCursor(scope, cursor, KEYS)
      if (cursor !== null && position === null) return { badCursor: true }
      const [startDay = fromDay, startAfter = ''] = position?.after.split('#') ?? []
      if (!isDate(startDay)) return { badCursor: true }
      let [day, after] = [startDay, startAfter]
      const keys: FactKey[] = []
      for (let questions = 0; day <= toDay && keys.length < limit && questions < QUESTIONS; questions++) {
        const { ids, isMore } = await idsOf(account, day, { after, limit: limit - keys.length })
        keys.push(...ids.map((conversationId) => ({ account, conversationId })))
        const last = ids.at(-1)
        if (isMore && last !== undefined) after = openedSk(last)
        else {
          day = dateOf(dayOf(day) + 1)
          after = ''
        }
      }
      const nextCursor = day > toDay ? null : encodeCursor(scope, { after: `${day}#${after}`, conversationId: 0 })
      return { facts: await read(keys), nextCursor }
    },
  }
}

/** Whoever makes a cursor up may name the 31st of February. */
function isDate(day: string): boolean {
  const atMs = Date.parse(day)
  return !Number.isNaN(atMs) && dateOf(atMs / DAY_MS) === day
}
