import { useState } from 'preact/hooks'
import type { Considered } from '#domain/routing/choice-terms'
import { plainText } from './names.ts'
import { idleWords, nearestFirst, pointsWords, scoreWords, whyBehind, whyNot } from './receipt-words.ts'
import type { ToldChoice } from './routing-shapes.ts'

/** Of those who would not do, so many are shown at first. */
const FIRST_UNFIT = 5

type Props = {
  readonly choice: ToldChoice
  /** The chosen one was asked, not merely suggested. */
  readonly isAsked: boolean
}

/** Who would have done, best first, with what was compared; then everybody else, and why not. */
export function ConsideredTable({ choice, isAsked }: Props) {
  const [isWhole, setWhole] = useState(false)
  const { considered, chosen, need } = choice
  const fit = considered.filter(({ unfit }) => unfit.length === 0)
  const unfit = nearestFirst(considered)
  const best = considered.find(({ operatorId }) => operatorId === chosen)
  const shown = isWhole ? unfit : unfit.slice(0, FIRST_UNFIT)
  if (considered.length === 0) return <p class="quiet">No operator is known to Backdesk.</p>
  return (
    <>
      <table class="considered">
        <caption class="sr">Who was considered, best first</caption>
        <thead>
          <tr>
            <th scope="col">Operator</th>
            {fit.length === 0 ? <th scope="col">Why not</th> : <FigureHeads />}
          </tr>
        </thead>
        <tbody>
          {fit.map((one) => (
            <FitRow
              key={one.operatorId}
              one={one}
              mark={one.operatorId === chosen ? (isAsked ? 'chosen' : 'suggested') : null}
              why={whyBehind(one, best)}
            />
          ))}
          {shown.map((one) => (
            <tr key={one.operatorId} class="is-unfit">
              <th scope="row" dir="auto">
                {nameOf(one)}
              </th>
              <td colSpan={fit.length === 0 ? 1 : 4}>{whyNot(one, need)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {fit.some((one) => scoreWords(one).parts !== null) && (
        <p class="considered-note">In hand: minutes of work, and what hard cases and rare skills add to them.</p>
      )}
      {choice.leftOut !== undefined && <p class="considered-note">{choice.leftOut} more are not listed.</p>}
      {shown.length < unfit.length && (
        <button type="button" class="link-button" onClick={() => setWhole(true)}>
          Show {unfit.length - shown.length} more who could not
        </button>
      )}
    </>
  )
}

function FigureHeads() {
  return (
    <>
      <th scope="col" class="figure">
        In hand
      </th>
      <th scope="col" class="figure">
        Points
      </th>
      <th scope="col" class="figure" title="Hard cases of the last four weeks">
        Hard
      </th>
      <th scope="col" class="figure" title="Since the last one was given">
        Idle
      </th>
    </>
  )
}

type FitProps = { readonly one: Considered; readonly mark: string | null; readonly why: string | null }

function FitRow({ one, mark, why }: FitProps) {
  const { total, parts } = scoreWords(one)
  return (
    <tr class={mark === null ? undefined : 'is-chosen'}>
      <th scope="row" dir="auto">
        {nameOf(one)}
        {mark !== null && <span class="chosen-mark">{mark}</span>}
        {why !== null && <span class="behind">{why}</span>}
      </th>
      <td class="figure">
        {total}
        {parts !== null && <span class="who-note">{parts}</span>}
      </td>
      <td class="figure">{pointsWords(one)}</td>
      <td class="figure">{one.hardCases}</td>
      <td class="figure">{idleWords(one)}</td>
    </tr>
  )
}

const nameOf = ({ operatorId, name }: Considered): string => plainText(name) || `Operator ${operatorId}`
