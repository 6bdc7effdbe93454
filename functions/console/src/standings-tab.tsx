import { useCallback, useState } from 'preact/hooks'
import { zoneOf } from './account-zone.ts'
import type { Api, ApiResult } from './api-client.ts'
import type { PerformanceAnswer } from './figure-shapes.ts'
import { spanWords, standingWords } from './figure-words.ts'
import type { FiguresTabProps } from './figures-page.tsx'
import { PeopleIcon } from './icons.tsx'
import { Notice } from './notices.tsx'
import { spanOf } from './overview-reads.ts'
import { reaches } from './permissions.ts'
import { PointDisputes } from './point-disputes.tsx'
import { ReadAnswer } from './read-answer.tsx'
import { queryOf } from './read-pages.ts'
import { useNow } from './server-time.tsx'
import { StandingGroups } from './standing-groups.tsx'
import { OperatorSheet } from './standing-sheet.tsx'
import { operatorName } from './standing-words.ts'
import { useReading } from './use-answer.ts'

const PACE = { everyMs: 120_000 }
const PERIODS = [7, 30, 90] as const
/** Whoever is told of sees it for a whole day before leads do: the API says how far it goes. */
const LEADS_BEHIND_DAYS = 2

/** How operators do beside peers with the same mix of work. Operators see themselves. */
export function StandingsTab({ api, view, me, navigate }: FiguresTabProps) {
  const { account, opened } = view
  const [days, setDays] = useState<(typeof PERIODS)[number]>(30)
  const isLead = reaches(me.role, 'lead')
  const read = useCallback(
    (_path: string) => readStandings(api, { account, days: days + (isLead ? LEADS_BEHIND_DAYS : 0) }),
    [api, account, days, isLead],
  )
  const answer = useReading<PerformanceAnswer>(read, `standings ${account} ${days}`, PACE)
  if (!isLead && me.operatorId === null) return <Unknown />
  return (
    <div class="standings">
      <fieldset class="segments">
        <legend class="sr">Days</legend>
        {PERIODS.map((one) => (
          <label key={one} class="segment">
            <input type="radio" name="standing-days" class="sr" checked={one === days} onChange={() => setDays(one)} />
            <span>{one} days</span>
          </label>
        ))}
      </fieldset>
      <ReadAnswer answer={answer}>
        {(body) => {
          const own = body.items.find(
            ({ operatorId }) => String(operatorId) === (isLead ? opened : String(me.operatorId)),
          )
          return (
            <>
              <Standing body={body} isLead={isLead} />
              {own !== undefined ? (
                <OperatorSheet
                  operator={own}
                  isOwn={own.operatorId === me.operatorId}
                  onClose={isLead ? () => navigate({ opened: null }) : null}
                />
              ) : isLead && body.items.length > 0 ? (
                <StandingGroups operators={body.items} view={view} />
              ) : (
                <Nothing isLead={isLead} />
              )}
              <PointDisputes
                api={api}
                account={account}
                operatorId={me.operatorId}
                isLead={isLead}
                nameOf={(operatorId) =>
                  operatorName(body.items.find((one) => one.operatorId === operatorId) ?? { operatorId, name: null })
                }
              />
            </>
          )
        }}
      </ReadAnswer>
    </div>
  )
}

type Asked = { readonly account: string | null; readonly days: number }

async function readStandings(api: Api, { account, days }: Asked): Promise<ApiResult<PerformanceAnswer>> {
  const zone = await zoneOf(api, account)
  if (!zone.ok) return zone
  const { fromDay } = spanOf(days, zone.body.timeZone, Date.now())
  return api.get<PerformanceAnswer>(`/v1/operators/performance${queryOf({ account, from: fromDay })}`)
}

function Standing({ body, isLead }: { body: PerformanceAnswer; isLead: boolean }) {
  const nowMs = useNow()
  const { fromDay, toDay, timeZone, operators } = body
  return (
    <p class="overview-standing">
      {spanWords(fromDay, toDay)}, days by the clocks of {timeZone}. {standingWords(body, nowMs)} {operators}{' '}
      {operators === 1 ? 'operator' : 'operators'} compared.{' '}
      {isLead
        ? 'Operators have seen all of this for a whole day.'
        : 'You see this first: leads are told of it a day later.'}
    </p>
  )
}

const Unknown = () => (
  <Notice icon={<PeopleIcon />} title="Who you are in Chatwoot is not known">
    <p>
      Your sign-in does not name you as an operator. An admin can add the group <code>operator:&lt;id&gt;</code>.
    </p>
  </Notice>
)

const Nothing = ({ isLead }: { isLead: boolean }) => (
  <Notice icon={<PeopleIcon />} title="No data in these days">
    <p>{isLead ? 'No operator had a conversation that was counted.' : 'No conversation of yours was counted.'}</p>
  </Notice>
)
