/** The API over a table on the local engine, with a console of three files. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Depth } from '#functions/api/reads'
import { type ApiDeps, apiRoutes } from '#functions/api/routes'
import { loadSite } from '#functions/api/site'
import { httpHandler } from '#runtime/http'
import { type HttpResponse, pagePolicy } from '#runtime/http-answer'
import { type Asking, anEvent } from './ask.ts'
import type { DeskTable } from './desk-table.ts'

export const AUTH = {
  issuer: 'https://id.example.com',
  clientId: 'console',
  authorizeUrl: 'https://id.example.com/oauth2/authorize',
  tokenUrl: 'https://id.example.com/oauth2/token',
  logoutUrl: 'https://id.example.com/logout',
}

/** A folder as `buildConsole` leaves it. */
export function aConsole(): string {
  const folder = mkdtempSync(join(tmpdir(), 'backdesk-console-'))
  const files = { 'index.html': '<!doctype html>', 'app-ABCD1234.js': 'run()', 'favicon.svg': '<svg/>' }
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content)
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content))
  }
  writeFileSync(join(folder, 'notes.txt'), 'not for the public')
  return folder
}

export type World = { nowMs: number; depth: Depth | null }
export type Served = { readonly world: World; ask(asking: Asking): Promise<HttpResponse> }

export function serve(desk: DeskTable, changes: Partial<ApiDeps> = {}): Served {
  const world: World = { nowMs: 0, depth: { inQueue: 0, deadLettered: 0 } }
  const now = () => world.nowMs
  const routes = apiRoutes({
    reads: desk.reads(now),
    readDepth: async () => world.depth,
    links: new Map([['shop', 'https://chat.example.com/app/accounts/1']]),
    now,
    site: loadSite(aConsole()),
    auth: AUTH,
    environment: 'test',
    defaultAccount: null,
    ...changes,
  })
  const handler = httpHandler({
    routes,
    rolesClaim: 'cognito:groups',
    pagePolicy: pagePolicy([]),
    log: {
      info: () => undefined,
      fault: (_code, error) => {
        throw error
      },
    },
    now,
  })
  return { world, ask: (asking) => handler(anEvent(asking)) }
}
