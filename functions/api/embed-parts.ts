/** What the page in a frame is made of that is the same for every request: its style and its script, and their digests. */
import { createHash } from 'node:crypto'

/** Asked for anew so often. */
const EVERY_MS = 60_000
/** Three times without an answer: what is shown is old. */
const OLD_AFTER_MS = 180_000
/** As the data calls itself stale. */
const DATA_OLD_AFTER_MS = 900_000

/** Where no script runs, the animation makes the page grey at the same time. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--line:#e1e4e9;--ink:#171c23;--soft:#545f6c;--accent:#0b6f67;--red:#b0231b;--amber:#8a4b06;--grey:#eceef1}
@media (prefers-color-scheme:dark){:root{--ground:#171b21;--line:#2a3039;--ink:#e9ecf0;--soft:#a3adb9;--accent:#5cd0c1;--red:#ffa198;--amber:#f3bd66;--grey:#21262e}}
*{box-sizing:border-box}
body{margin:0;padding:12px;background:var(--ground);color:var(--ink);font:400 14px/1.4 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:4px 12px;align-items:baseline}
h1{margin:0;font-size:15px;font-weight:600;overflow-wrap:anywhere}
.state{margin:0;font-size:12px;font-weight:600;color:var(--accent)}
.attention .state{color:var(--amber)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(84px,1fr));gap:10px 12px;margin:10px 0}
dl div{min-width:0}
dt{font-size:12px;color:var(--soft)}
dd{margin:0;font-size:22px;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.2}
dd small{display:block;font-size:11px;font-weight:400;color:var(--soft)}
dd.none{font-size:14px;font-weight:400;color:var(--soft);line-height:27px}
.late{color:var(--red)}
figure{margin:8px 0 0;min-width:0}
figcaption{font-size:12px;color:var(--soft)}
svg{display:block;width:100%;height:40px;overflow:visible}
.bars{fill:var(--accent)}
.line{fill:none;stroke:var(--accent);stroke-width:2;vector-effect:non-scaling-stroke;stroke-linecap:round;stroke-linejoin:round}
.bar{stroke:var(--soft);stroke-width:1;stroke-dasharray:3 3;vector-effect:non-scaling-stroke}
footer{margin-top:10px;padding-top:8px;border-top:1px solid var(--line);font-size:11px;color:var(--soft)}
.said{display:none;font-weight:600;color:var(--ink)}
.stale,.old{background:var(--grey)}
.stale main,.old main{filter:grayscale(1);opacity:.75}
.stale .state{color:var(--soft)}
.old .state{visibility:hidden}
.old .said{display:block}
@keyframes age{to{filter:grayscale(1);opacity:.75}}
@keyframes say{from{visibility:hidden}to{visibility:visible}}
main{animation:age 1s ${OLD_AFTER_MS / 1000}s forwards}
.unread{visibility:hidden;animation:say 1s ${OLD_AFTER_MS / 1000}s forwards}
.old .unread{display:none}
`.trim()

/**
 * Grey by the viewer's clock, which goes on while a frame sleeps and its animations stand still. Asks for the page anew
 * and shows it only when there is one, so that a lost connection leaves old numbers, grey, and not the browser's error.
 */
export const SCRIPT = `
(() => {
  const loadedAtMs = Date.now();
  const asOfMs = Number(document.body.dataset.asOfMs);
  let askedAtMs = loadedAtMs;
  const look = () => {
    const nowMs = Date.now();
    const isOld = nowMs - loadedAtMs > ${OLD_AFTER_MS} || nowMs - asOfMs > ${DATA_OLD_AFTER_MS};
    document.body.classList.toggle('old', isOld);
    if (Math.abs(nowMs - askedAtMs) < ${EVERY_MS}) return;
    askedAtMs = nowMs;
    fetch(location.href, { cache: 'no-store' }).then((answer) => {
      if (answer.status < 500) location.reload();
    }, () => {});
  };
  look();
  setInterval(look, 5000);
  addEventListener('visibilitychange', look);
})();
`.trim()

export const REFRESH_S = EVERY_MS / 1000

const digestOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const OWN = [`script-src ${digestOf(SCRIPT)}`, `style-src ${digestOf(STYLE)}`]

/** Its own style and script, by their digests, its own address to ask again, and the sites that may frame it. */
export const embedPolicy = (origins: readonly string[]): string =>
  [
    "default-src 'none'",
    ...OWN,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${origins.length === 0 ? "'none'" : origins.join(' ')}`,
    "require-trusted-types-for 'script'",
  ].join('; ')
