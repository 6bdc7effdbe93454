/** Line icons, drawn on a 20 px grid in the text's colour. Decoration only: words stand beside them. */
import type { ComponentChildren } from 'preact'

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

export const CloseIcon = () => (
  <Icon>
    <path d="M5 5l10 10M15 5L5 15" />
  </Icon>
)
export const OutIcon = () => (
  <Icon>
    <path d="M8 4H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-3M11 4h5v5M16 4l-7 7" />
  </Icon>
)
export const InboxIcon = () => (
  <Icon>
    <path d="M3 11l2.2-6h9.6L17 11v4a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1zM3 11h4a3 3 0 0 0 6 0h4" />
  </Icon>
)
export const CloudOffIcon = () => (
  <Icon>
    <path d="M3 3l14 14M8 5.2A4.5 4.5 0 0 1 14.4 9 3.5 3.5 0 0 1 17 14.5M13 16H6a4 4 0 0 1-.6-7.95" />
  </Icon>
)
export const LockIcon = () => (
  <Icon>
    <path d="M5 9h10v7H5zM7 9V6.5a3 3 0 0 1 6 0V9" />
  </Icon>
)
export const StarIcon = () => (
  <Icon>
    <path d="M10 3l2.1 4.4 4.9.6-3.6 3.3 1 4.8L10 13.7l-4.4 2.4 1-4.8L3 8l4.9-.6z" />
  </Icon>
)
export const BellIcon = () => (
  <Icon>
    <path d="M10 3a4 4 0 0 0-4 4c0 4-2 5-2 7h12c0-2-2-3-2-7a4 4 0 0 0-4-4zM8.3 16.5a1.8 1.8 0 0 0 3.4 0" />
  </Icon>
)
export const PeopleIcon = () => (
  <Icon>
    <path d="M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5a5.5 5.5 0 0 1 11 0M13 3.9a3 3 0 0 1 0 5.2M15 11.9a5.5 5.5 0 0 1 3 4.6" />
  </Icon>
)
export const ChevronIcon = () => (
  <Icon>
    <path d="M6 8l4 4 4-4" />
  </Icon>
)

/** Backdesk's mark, in its own colours. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect class="mark-ground" width="32" height="32" rx="8" />
    <path class="mark-lines" d="M8 11h16M8 16h11M8 21h6" />
    <circle class="mark-dot" cx="23" cy="21" r="2.4" />
  </svg>
)
