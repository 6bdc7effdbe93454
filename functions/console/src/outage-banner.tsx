import type { Api } from './api-client.ts'
import type { Me } from './api-shapes.ts'
import { CloudOffIcon } from './icons.tsx'
import { mayOperate } from './permissions.ts'
import { useNow } from './server-time.tsx'
import type { SwitchesAnswer } from './switch-shapes.ts'
import { accountQuery, outageBanner } from './switch-words.ts'
import { useAnswer } from './use-answer.ts'
import { NO_DRAWER, type View, writeView } from './view-state.ts'

const PACE = { everyMs: 15_000 }

/** Everybody is told that Backdesk stands back, on every page, until what it held has gone. */
export function OutageBanner({ api, view, me }: { readonly api: Api; readonly view: View; readonly me: Me }) {
  const nowMs = useNow()
  const { body } = useAnswer<SwitchesAnswer>(api, `/v1/switches${accountQuery(view.account)}`, PACE)
  const words = body === null ? null : outageBanner(body, nowMs)
  if (words === null) return null
  const href = writeView({ ...view, ...NO_DRAWER, page: 'operations', tab: 'switches' })
  return (
    <div class={`banner${body?.outage === null ? '' : ' is-outage'}`} role="alert">
      <CloudOffIcon />
      <span class="banner-words" dir="auto">
        {words}
      </span>
      {mayOperate(me.role) && (
        <a class="banner-link" href={href}>
          Switches
        </a>
      )}
    </div>
  )
}
