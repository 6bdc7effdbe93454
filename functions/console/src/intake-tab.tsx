import type { TabProps } from './operations-page.tsx'

/** What came in, how fast, and what no webhook had told. */
export function IntakeTab({ view }: TabProps) {
  return <p class="quiet">What came in of {view.account}</p>
}
