import { useState } from 'preact/hooks'
import { DisputeList } from './dispute-list.tsx'
import type { FiguresTabProps } from './figures-page.tsx'
import { GradeList } from './grade-list.tsx'
import { reaches } from './permissions.ts'
import { QualityFigures } from './quality-figures.tsx'
import { ReviewList } from './review-list.tsx'

type Shelf = 'figures' | 'grades' | 'reviews' | 'disputes'

/** How good the answers are: by the rubric, by people, and how far both agree. */
export function QualityTab(props: FiguresTabProps) {
  const { view, me, navigate } = props
  const isLead = reaches(me.role, 'lead')
  const shelves: readonly { readonly shelf: Shelf; readonly words: string }[] = [
    { shelf: 'figures', words: 'How good' },
    ...(reaches(me.role, 'operator') ? [{ shelf: 'grades', words: isLead ? 'Grades' : 'Your grades' } as const] : []),
    ...(isLead
      ? ([
          { shelf: 'reviews', words: 'To review' },
          { shelf: 'disputes', words: 'Disputes' },
        ] as const)
      : []),
  ]
  // a link to a grade opens it
  const [shelf, setShelf] = useState<Shelf>(view.opened === null ? 'figures' : 'grades')
  const shown = shelves.find((one) => one.shelf === shelf) ?? shelves[0]
  return (
    <div class="quality">
      <nav class="tabs" aria-label="Quality">
        {shelves.map((one) => (
          <button
            key={one.shelf}
            type="button"
            class="tab"
            aria-current={one.shelf === shown?.shelf ? 'page' : undefined}
            onClick={() => {
              setShelf(one.shelf)
              navigate({ opened: null })
            }}
          >
            {one.words}
          </button>
        ))}
      </nav>
      {shown?.shelf === 'figures' && <QualityFigures {...props} />}
      {shown?.shelf === 'grades' && <GradeList {...props} />}
      {shown?.shelf === 'reviews' && <ReviewList {...props} />}
      {shown?.shelf === 'disputes' && <DisputeList {...props} />}
    </div>
  )
}
