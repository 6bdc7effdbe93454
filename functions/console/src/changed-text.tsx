import type { Piece } from './text-diff.ts'

/** A text with what was added to it and taken out of it, for eyes and for screen readers. */
export const ChangedText = ({ pieces }: { readonly pieces: readonly Piece[] }) => (
  <p dir="auto">
    {pieces.map(({ kind, text }, nth) =>
      kind === 'kept' ? (
        text
      ) : kind === 'added' ? (
        <ins key={nth}>
          <span class="sr"> added: </span>
          {text}
        </ins>
      ) : (
        <del key={nth}>
          <span class="sr"> taken out: </span>
          {text}
        </del>
      ),
    )}
  </p>
)
