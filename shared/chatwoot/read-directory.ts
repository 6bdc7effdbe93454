import * as z from 'zod/mini'
import type { OperatorSeen } from '#domain/chatwoot-reading'
import type { Availability, DirectoryInbox } from '#domain/operator'
import { reading } from './calls.ts'

/** The REST shapes of who works where (CONTRACT (c), "agents", "teams", "inboxes"). */
const id = z.int().check(z.positive())
const name = z.catch(z.nullish(z.string()), null)

const agents = z.array(
  z.looseObject({
    id,
    name,
    available_name: name,
    role: z.catch(z.nullish(z.string()), null),
    availability_status: z.catch(z.nullish(z.string()), null),
  }),
)
const ids = z.array(z.looseObject({ id }))
const named = z.array(z.looseObject({ id, name }))
const inboxes = z.looseObject({
  payload: z.array(
    z.looseObject({
      id,
      name,
      channel_type: z.catch(z.nullish(z.string()), null),
      enable_auto_assignment: z.catch(z.nullish(z.boolean()), null),
    }),
  ),
})

const AVAILABILITY: Readonly<Record<string, Availability>> = { online: 'available', busy: 'away', offline: 'offline' }

/** Rising by id. A word that is new to us, such as a role of a later release, is read as the lesser one. */
export const readOperators = (body: unknown): OperatorSeen[] | undefined =>
  reading(agents)(body)
    ?.map((agent) => ({
      operatorId: agent.id,
      name: agent.name || agent.available_name || `Operator ${agent.id}`,
      role: agent.role === 'administrator' ? ('administrator' as const) : ('agent' as const),
      availability: AVAILABILITY[agent.availability_status ?? ''] ?? 'offline',
    }))
    .sort((a, b) => a.operatorId - b.operatorId)

export const readTeams = (body: unknown): { readonly id: number; readonly name: string }[] | undefined =>
  reading(named)(body)
    ?.map((team) => ({ id: team.id, name: team.name || `Team ${team.id}` }))
    .sort((a, b) => a.id - b.id)

/** What else stands there, channels' secrets among it, is left behind. */
export const readInboxes = (body: unknown): DirectoryInbox[] | undefined =>
  reading(inboxes)(body)
    ?.payload.map((inbox) => ({
      id: inbox.id,
      name: inbox.name || `Inbox ${inbox.id}`,
      channel: (inbox.channel_type ?? '').replace(/^Channel::/, ''),
      autoAssigns: inbox.enable_auto_assignment === true,
    }))
    .sort((a, b) => a.id - b.id)

export const readTeamMembers = (body: unknown): number[] | undefined => reading(ids)(body)?.map((member) => member.id)

/** Under `payload`, unlike a team's. */
export const readInboxMembers = (body: unknown): number[] | undefined =>
  reading(z.looseObject({ payload: ids }))(body)?.payload.map((member) => member.id)

/** `null`: it says none. */
export const readVersion = (body: unknown): { readonly version: string | null } | undefined => {
  const about = reading(z.looseObject({ version: name }))(body)
  return about && { version: about.version ?? null }
}
