import { describe, expect, it } from 'vitest'
import { describeFault, logger } from '#runtime/log'

function printing() {
  const lines: string[] = []
  const log = logger({ service: 'ingest', now: () => 1_789_376_400_000, write: (line) => lines.push(line) })
  return { log, lines }
}

describe('log', () => {
  it('writes one line of JSON with a code and its fields', () => {
    const { log, lines } = printing()
    log.warn('signature_refused', { correlationId: 'c-1', ageS: 12, absent: undefined })
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        at: '2026-09-14T09:00:00.000Z',
        level: 'warn',
        service: 'ingest',
        code: 'signature_refused',
        correlationId: 'c-1',
        ageS: 12,
      },
    ])
  })

  it('keeps an entry on one line whatever its fields hold', () => {
    const { log, lines } = printing()
    log.error('odd', { detail: 'two\nlines' })
    expect(lines[0]).not.toContain('\n')
  })

  it('describes a fault without its message, which may quote what it could not read', () => {
    const { log, lines } = printing()
    try {
      JSON.parse('{"content":"private words"')
    } catch (error) {
      log.fault('failed', error, { correlationId: 'c-1' })
    }
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ code: 'failed', fault: 'SyntaxError', correlationId: 'c-1' })
    expect(lines[0]).toContain('log.test.ts')
    expect(lines[0]).not.toContain('private words')
  })

  it('leaves out a message of several lines too', () => {
    const error = new Error('first\nprivate words\n    and more')
    expect(JSON.stringify(describeFault(error))).not.toMatch(/first|private|more/)
  })

  it('says what AWS said: status and request id', () => {
    const error = Object.assign(new Error('x'), {
      name: 'Throttled',
      $metadata: { httpStatusCode: 429, requestId: 'r-1' },
    })
    expect(describeFault(error)).toMatchObject({ fault: 'Throttled', httpStatus: 429, awsRequestId: 'r-1' })
  })

  it('bears anything thrown', () => {
    expect(describeFault('text')).toEqual({ fault: 'string' })
    expect(describeFault(undefined)).toEqual({ fault: 'undefined' })
  })
})
