import { createHash } from 'node:crypto'

/** What each role is for, on the sign-in page. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  viewer: 'Sees the queue and the numbers.',
  operator: 'Works on conversations.',
  lead: 'Runs a team: assigns, approves, sets policies.',
  admin: 'May do everything, switches included.',
}

/** Parameters of the request that the form carries on. */
const CARRIED = [
  'response_type',
  'client_id',
  'redirect_uri',
  'state',
  'scope',
  'nonce',
  'code_challenge',
  'code_challenge_method',
]

export type SignIn = { query: URLSearchParams; account: string; roles: readonly string[] }

/** The sign-in page of the dev issuer: a role instead of a password. */
export const signInPage = ({ query, account, roles }: SignIn): string => {
  const hidden = CARRIED.filter((name) => query.has(name)).map(
    (name) => `<input type="hidden" name="${name}" value="${escaped(query.get(name) ?? '')}">`,
  )
  const choices = roles.map(
    (role) => `
      <label class="role">
        <input type="radio" name="role" value="${escaped(role)}"${role === 'operator' ? ' checked' : ''} required>
        <span><strong>${escaped(role[0]?.toUpperCase() ?? '')}${escaped(role.slice(1))}</strong><small>${escaped(DESCRIPTIONS[role] ?? '')}</small></span>
      </label>`,
  )
  return page(
    'Sign in to Backdesk',
    `<p class="where">On this machine</p>
    <h1>Sign in to Backdesk</h1>
    <p>No password is needed here: choose who you want to be. Deployed, your identity provider stands in this place.</p>
    <form method="post" action="/oauth2/authorize">
      ${hidden.join('\n      ')}
      <fieldset><legend>Role</legend>${choices.join('')}
      </fieldset>
      <label class="account">Account
        <input name="account" value="${escaped(account)}" required pattern="[a-z0-9][a-z0-9\\-]{0,31}" autocapitalize="none" spellcheck="false">
      </label>
      <button type="submit">Continue</button>
    </form>`,
  )
}

/** A page that says why a sign-in cannot go on. */
export const errorPage = (text: string, title = 'This sign-in cannot go on'): string =>
  page(title, `<p class="where">On this machine</p><h1>${escaped(title)}</h1><p role="alert">${escaped(text)}</p>`)

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The console's mark; tests hold both alike. */
const MARK =
  '<svg class="mark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M8 11h16M8 16h11M8 21h6" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/><circle cx="23" cy="21" r="2.4" fill="#fcd34d"/></svg>'

const STYLE = `
  :root { color-scheme: light dark; --ink: #171c23; --quiet: #545f6c; --paper: #fff; --ground: #f4f5f7; --line: #c9ced6; --mark: #0b6f67; --on-mark: #fff; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e8edf4; --quiet: #a5b0bf; --paper: #171b21; --ground: #0f1216; --line: #3a434e; --mark: #5cd0c1; --on-mark: #06231f; } }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
  main { width: 100%; max-width: 27rem; background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 2rem; }
  h1 { font-size: 1.45rem; line-height: 1.2; margin: .2rem 0 .6rem; }
  p { margin: 0 0 1.2rem; color: var(--quiet); }
  .mark { display: block; width: 2.75rem; height: 2.75rem; margin-bottom: 1.1rem; }
  .where { margin: 0; font-size: .8rem; letter-spacing: .04em; text-transform: uppercase; }
  fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: .5rem; }
  legend, .account { font-weight: 600; padding: 0; margin-bottom: .5rem; }
  .role { display: flex; gap: .8rem; align-items: center; padding: .65rem .9rem; border: 1px solid var(--line); border-radius: 10px; cursor: pointer; }
  .role:has(:checked) { border-color: var(--mark); outline: 1px solid var(--mark); }
  .role small { display: block; color: var(--quiet); font-size: .875rem; }
  input[type=radio] { accent-color: var(--mark); width: 1.15rem; height: 1.15rem; flex: none; }
  .account { display: grid; gap: .4rem; margin: 1.1rem 0; }
  .account input { font: inherit; font-weight: 400; padding: .55rem .8rem; border: 1px solid var(--line); border-radius: 10px; background: transparent; color: inherit; }
  button { width: 100%; font: inherit; font-weight: 600; padding: .75rem; border: 0; border-radius: 10px; background: var(--mark); color: var(--on-mark); cursor: pointer; }
  :focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
`

/** No script, this style alone, the icon from the page itself; the form goes on to an address of this machine. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "form-action 'self' http://127.0.0.1:* http://localhost:*",
  "base-uri 'none'",
].join('; ')

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,${encodeURIComponent(MARK)}">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>${MARK}${body}</main></body>
</html>
`
