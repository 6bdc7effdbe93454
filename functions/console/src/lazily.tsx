import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { CloudOffIcon } from './icons.tsx'
import { laterStyle } from './later-style.ts'
import { Notice } from './notices.tsx'

/**
 * A page whose script is loaded when somebody goes there first, so that the queue does not wait for it. Of a part `beside`
 * others nothing is seen until it is there.
 */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>, place?: 'beside') {
  let loaded: ComponentType<Props> | null = null
  return function Lazily(props: Props) {
    const [state, setState] = useState<'loading' | 'loaded' | 'missing'>(loaded === null ? 'loading' : 'loaded')
    useEffect(() => {
      if (state !== 'loading') return
      Promise.all([load(), laterStyle()]).then(
        ([page]) => {
          loaded = page
          setState('loaded')
        },
        () => setState('missing'),
      )
    }, [state])
    if (place === 'beside' && loaded === null) return null
    if (state === 'missing') return <Missing onRetry={() => setState('loading')} />
    if (loaded === null)
      return (
        <p class="quiet" role="status">
          Loading…
        </p>
      )
    const Page = loaded
    return <Page {...props} />
  }
}

/** No connection; or a newer release has taken the place of the one that this page was loaded from. */
const Missing = ({ onRetry }: { onRetry: () => void }) => (
  <Notice icon={<CloudOffIcon />} title="This page could not be loaded">
    <p>You may be offline, or Backdesk was updated meanwhile.</p>
    <p>
      <button type="button" class="button" onClick={onRetry}>
        Try again
      </button>{' '}
      <button type="button" class="button is-main" onClick={() => location.reload()}>
        Reload the console
      </button>
    </p>
  </Notice>
)
