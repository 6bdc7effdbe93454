/** The running desk as scripts see it: its API, with tokens of the dev issuer. */
import { request } from 'node:http'
import { isObject, type JsonObject, parseJson } from '../json.ts'
import type { Runner } from '../runner.ts'

export type DeskApi = {
  get(path: string): Promise<JsonObject>
  /** @throws Error with the status and the API's own words when it refuses. */
  post(path: string, body: object): Promise<JsonObject>
}

const TIMEOUT_MS = 20_000

/** The API in the name of somebody with this role. */
export function deskApi(runner: Pick<Runner, 'urls'>, { role, account }: { role: string; account: string }): DeskApi {
  let token: Promise<string> | undefined
  const signIn = async (): Promise<string> => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', role, account }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await send(runner.urls.token, { method: 'POST', headers, body: form })
    return String(answer.access_token)
  }
  const call = async (method: string, path: string, body?: object): Promise<JsonObject> => {
    token ??= signIn()
    const headers = { authorization: `Bearer ${await token}`, 'content-type': 'application/json' }
    return send(`${runner.urls.api}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  }
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) }
}

type Sending = { readonly method: string; readonly headers: Record<string, string>; readonly body?: string }

const send = (url: string, { method, headers, body }: Sending): Promise<JsonObject> =>
  new Promise((resolve, reject) => {
    const sending = request(url, { method, headers, timeout: TIMEOUT_MS }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const value = text.startsWith('{') ? parseJson(text) : {}
        const read = isObject(value) ? value : {}
        const status = answer.statusCode ?? 0
        if (status < 300) resolve(read)
        else reject(new Error(`${method} ${new URL(url).pathname} answered ${status} ${String(read.detail ?? '')}`))
      })
    })
    sending.on('timeout', () => sending.destroy(new Error(`${method} ${url} does not answer`)))
    sending.on('error', reject)
    sending.end(body)
  })
