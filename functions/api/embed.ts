/** The tile for those who do not sign in: by a token that opens one account's tile, and nothing else, until it expires. */
import { embedToken, openEmbedToken } from '#runtime/embed-token'
import { type HttpRequest, type HttpRoute, refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { inAccount, type RouteDeps } from './account-route.ts'
import { type EmbedQuery, type EmbedTokenBody, embedQuery, embedTokenBody } from './embed-inputs.ts'
import { closedPage, embedPage } from './embed-page.ts'
import { embedPolicy } from './embed-parts.ts'
import { type AccountQuery, accountQuery } from './queries.ts'
import { type ReadDeps, readTile, tileNow } from './read-queue.ts'

export type EmbedDeps = ReadDeps & {
  /** What tokens are signed with; undefined when it cannot be read just now. */
  readonly embedKey: () => Promise<string | undefined>
  /** When an account's tokens were closed last, epoch milliseconds: those in force name it; 0: never. */
  readonly embedGeneration: (account: string) => Promise<number>
  /** Closes whatever was given out before, and gives the generation that begins. */
  readonly closeEmbeds: (account: string, by: string) => Promise<number>
  readonly isEmbedOff: (account: string) => Promise<boolean>
  /** Sites that may show the page in a frame. */
  readonly embedOrigins: readonly string[]
}

const KEY_UNREADABLE = refused(503, 'busy', 'The key that tokens are signed with cannot be read just now. Try again.')
const CLOSED = refused(403, 'embed_closed', 'This address has expired or was withdrawn. Ask for a new one.')
const DAY_S = 86_400

export function embedRoutes(deps: RouteDeps & EmbedDeps): readonly HttpRoute[] {
  return [
    {
      path: '/embed/tile',
      access: 'public',
      query: embedQuery,
      async run({ query }: HttpRequest<unknown>): Promise<Answer> {
        const account = await accountOf(query as EmbedQuery, deps)
        if (account === undefined) return KEY_UNREADABLE
        if (account === null)
          return { kind: 'page', status: 403, html: closedPage(deps.now()), policy: embedPolicy(deps.embedOrigins) }
        return {
          kind: 'page',
          html: embedPage(account, await tileNow(account, deps)),
          policy: embedPolicy(deps.embedOrigins),
        }
      },
    },
    {
      path: '/embed/tile.json',
      access: 'public',
      query: embedQuery,
      async run({ query }: HttpRequest<unknown>): Promise<Answer> {
        const account = await accountOf(query as EmbedQuery, deps)
        if (account === undefined) return KEY_UNREADABLE
        return account === null ? CLOSED : readTile(account, deps)
      },
    },
    inAccount<AccountQuery, EmbedTokenBody>(deps, {
      method: 'POST',
      path: '/v1/tile/embed-tokens',
      least: 'admin',
      query: accountQuery,
      body: embedTokenBody,
      async answer({ account, body, done }) {
        const key = await deps.embedKey()
        if (key === undefined) return KEY_UNREADABLE
        const generation = await deps.embedGeneration(account)
        const expiresAtS = Math.floor(deps.now() / 1000) + body.days * DAY_S
        const token = embedToken({ account, generation, expiresAtS }, key)
        done('embed.open', { generation, days: body.days })
        const frames = deps.embedOrigins
        return {
          kind: 'json',
          status: 201,
          body: {
            account,
            token,
            path: `/embed/tile?token=${token}`,
            expiresAtMs: expiresAtS * 1000,
            generation,
            frames,
          },
        }
      },
    }),
    inAccount<AccountQuery>(deps, {
      method: 'DELETE',
      path: '/v1/tile/embed-tokens',
      least: 'admin',
      query: accountQuery,
      async answer({ account, by, done }) {
        const generation = await deps.closeEmbeds(account, by)
        done('embed.close', { generation })
        return { kind: 'json', body: { account, generation } }
      },
    }),
  ]
}

/** Null: the token opens nothing, or nothing any more. Undefined: that cannot be said just now. */
async function accountOf({ token }: EmbedQuery, deps: EmbedDeps): Promise<string | null | undefined> {
  const key = await deps.embedKey()
  if (key === undefined) return undefined
  const grant = openEmbedToken(token, key, deps.now())
  if (grant === undefined) return null
  const { account, generation } = grant
  const [inForce, isOff] = await Promise.all([deps.embedGeneration(account), deps.isEmbedOff(account)])
  return generation === inForce && !isOff ? account : null
}
