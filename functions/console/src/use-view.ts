/** The view in the address, and a way to change it. */
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { Me } from './api-shapes.ts'
import { readView, type View, viewWithin, writeView } from './view-state.ts'

export type Navigate = (change: Partial<View>) => void
export type UsedView = {
  readonly view: View
  readonly navigate: Navigate
  /** The address asks for an account that is not open to this person. */
  readonly isElsewhere: boolean
}

type Shown = Pick<UsedView, 'view' | 'isElsewhere'>

/** An account is always chosen when there is a choice. */
export function useView(me: Me): UsedView {
  const read = useCallback((): Shown => {
    const asked = readView(location.hash)
    const view = viewWithin(
      asked,
      me.accounts.map(({ account }) => account),
    )
    return { view, isElsewhere: asked.account !== null && asked.account !== view.account }
  }, [me])
  const [shown, setShown] = useState(read)
  useEffect(() => {
    const onHash = (): void => setShown(read())
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [read])
  const navigate = useCallback(
    (change: Partial<View>) => {
      location.hash = writeView({ ...read().view, ...change })
    },
    [read],
  )
  return useMemo(() => ({ ...shown, navigate }), [shown, navigate])
}
