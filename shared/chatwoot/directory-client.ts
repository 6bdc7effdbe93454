import type { OperatorSeen, Reading } from '#domain/chatwoot-reading'
import type { ChatwootAccess } from './access.ts'
import type { Called } from './called.ts'
import { type ChatwootClientDeps, chatwootCalls } from './calls.ts'
import {
  readInboxes,
  readInboxMembers,
  readOperators,
  readTeamMembers,
  readTeams,
  readVersion,
} from './read-directory.ts'

/** What Chatwoot tells of the people who work in it (CONTRACT (c)). Nothing of it changes anything there. */
export type ChatwootReader = {
  /** One call. */
  operators(): Promise<Called<ReadOperators>>
  /** Four calls, and one more for each team and inbox. */
  directory(): Promise<Called<ReadOperators>>
}
export type ReadOperators = Pick<Reading, 'operators' | 'directory'>

export type DirectoryClientDeps = ChatwootClientDeps & { readonly now: () => number }

/** After this time no further call is begun. A shop of eighty teams and inboxes takes some seconds. */
const WITHIN_MS = 25_000
const TOO_SLOW: Called<never> = { kind: 'passing', code: 'reading_too_slow', mayHaveHappened: false }

/**
 * Reads an account's people. Members of a team or an inbox that was deleted meanwhile are none; any other failure is the
 * whole reading's, since half a directory would make people lose their teams.
 */
export function directoryClient(access: ChatwootAccess, deps: DirectoryClientDeps): ChatwootReader {
  const { root, get } = chatwootCalls(access, deps)

  const members = async (
    ofIds: readonly number[],
    path: (id: number) => string,
    read: typeof readTeamMembers,
  ): Promise<Called<ReadonlyMap<number, readonly number[]>>> => {
    const untilMs = deps.now() + WITHIN_MS
    const found = new Map<number, readonly number[]>()
    for (const id of ofIds) {
      if (deps.now() >= untilMs) return TOO_SLOW
      const called = await get(path(id), read)
      if (called.kind === 'ok') found.set(id, called.value)
      else if (!isGone(called)) return called
    }
    return { kind: 'ok', value: found }
  }

  return {
    async operators() {
      const called = await get('agents', readOperators)
      return called.kind === 'ok' ? { kind: 'ok', value: { operators: called.value } } : called
    },

    async directory() {
      const [version, agents, teams, inboxes] = [
        await root('/api', readVersion),
        await get('agents', readOperators),
        await get('teams', readTeams),
        await get('inboxes', readInboxes),
      ]
      if (agents.kind !== 'ok') return agents
      if (teams.kind !== 'ok') return teams
      if (inboxes.kind !== 'ok') return inboxes
      const [ofTeams, ofInboxes] = await Promise.all([
        members(idsOf(teams.value), (id) => `teams/${id}/team_members`, readTeamMembers),
        members(idsOf(inboxes.value), (id) => `inbox_members/${id}`, readInboxMembers),
      ])
      if (ofTeams.kind !== 'ok') return ofTeams
      if (ofInboxes.kind !== 'ok') return ofInboxes
      const operators = agents.value.map(
        (operator): OperatorSeen => ({
          ...operator,
          teams: membershipsOf(operator.operatorId, ofTeams.value),
          inboxes: membershipsOf(operator.operatorId, ofInboxes.value),
        }),
      )
      // Some proxies let only accounts through: a version that nobody tells is no failure.
      const serverVersion = version.kind === 'ok' ? version.value.version : null
      const directory = { serverVersion, teams: teams.value, inboxes: inboxes.value }
      return { kind: 'ok', value: { operators, directory } }
    },
  }
}

/** Chatwoot's own 404, whatever was asked for. */
const isGone = (called: Called<unknown>): boolean => called.kind === 'refused' && called.code === 'conversation_gone'

const idsOf = (all: readonly { readonly id: number }[]): number[] => all.map(({ id }) => id)

/** Rising, as the teams and inboxes are. */
const membershipsOf = (operatorId: number, members: ReadonlyMap<number, readonly number[]>): number[] =>
  [...members].flatMap(([id, ids]) => (ids.includes(operatorId) ? [id] : []))
