import type { ServerResponse } from 'node:http'
import type { AwsError } from './aws-error.ts'
import { escapeXml, toXml } from './query-protocol.ts'

/** Writes results and errors in the protocol of the call. */
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export function send(response: ServerResponse, requestId: string, answer: Answer): void {
  const length = String(Buffer.byteLength(answer.body))
  response.writeHead(answer.status, { 'x-amzn-requestid': requestId, 'content-length': length, ...answer.headers })
  response.end(answer.body)
}

export const jsonResult = (result: unknown, contentType: string): Answer => ({
  status: 200,
  headers: { 'content-type': contentType },
  body: JSON.stringify(result ?? {}),
})

export function jsonError(error: AwsError, contentType: string): Answer {
  const denied = error.code === 'AccessDeniedException'
  const queryCode = error.queryCode ?? (denied ? 'AccessDenied' : undefined)
  return {
    status: error.status,
    headers: {
      'content-type': contentType,
      ...(queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};Sender` }),
    },
    body: JSON.stringify({ __type: error.type, message: error.message, ...error.extra }),
  }
}

const XML = { 'content-type': 'text/xml' }

export const queryResult = (operation: string, result: unknown, requestId: string): Answer => ({
  status: 200,
  headers: XML,
  body:
    `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${operation}Result>${toXml(result)}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
})

export function queryError(error: AwsError, requestId: string): Answer {
  const denied = error.code === 'AccessDeniedException'
  const code = denied ? 'AuthorizationError' : (error.queryCode ?? error.code)
  const type = error.status < 500 ? 'Sender' : 'Receiver'
  return {
    status: denied ? 403 : error.status,
    headers: XML,
    body:
      `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  }
}

export function restXmlError(error: AwsError, requestId: string): Answer {
  const denied = error.code === 'AccessDeniedException'
  return {
    status: denied ? 403 : error.status,
    headers: { 'content-type': 'application/xml' },
    body:
      `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${escapeXml(denied ? 'AccessDenied' : error.code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message><RequestId>${requestId}</RequestId></Error>`,
  }
}
