import { OutIcon } from './icons.tsx'

/** Where the customer's words are; they are not kept here. */
export const ChatwootLink = ({ href }: { href: string | null }) =>
  href === null ? null : (
    <a class="breach-link" href={href} target="_blank" rel="noreferrer">
      Read it in Chatwoot <OutIcon />
    </a>
  )
