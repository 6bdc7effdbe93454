import type { UsedAnswer } from './use-answer.ts'

type Props<Body> = {
  readonly answer: UsedAnswer<Body>
  readonly children: (body: Body) => preact.ComponentChildren
}

/** An answer, or why there is none. An old one is shown as such. */
export function ReadAnswer<Body>({ answer: { body, failure, readAgain }, children }: Props<Body>) {
  return (
    <>
      {failure !== null && (
        <p class="act-problem" role="alert">
          {failure.detail}
          {body !== null && ' What you see is what was last known.'}{' '}
          <button type="button" class="link-button" onClick={readAgain}>
            Try now
          </button>
        </p>
      )}
      {body === null
        ? failure === null && (
            <p class="quiet" role="status">
              Loading…
            </p>
          )
        : children(body)}
    </>
  )
}
