import { S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { getBody, putBody } from '#messaging/s3-bodies'
import { type AwsAnswer, fakeAws } from '#tests/support/fake-aws'

function aBucket(answer: AwsAnswer) {
  const aws = fakeAws(() => answer)
  return { target: { client: new S3Client(aws.config), bucket: 'bodies-bucket' }, calls: aws.calls }
}
const missing = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>'
const denied = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>'

describe('bodies in S3', () => {
  it('puts bytes as JSON with their metadata', async () => {
    const { target, calls } = aBucket({ body: '' })
    await putBody(target, { key: 'spool/shop/1.json', body: Buffer.from('{"a":"ä"}'), metadata: { account: 'shop' } })
    expect(calls[0]?.action).toBe('PUT /spool/shop/1.json')
    expect(calls[0]?.body).toBe('{"a":"ä"}')
    expect(calls[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-amz-meta-account': 'shop' })
  })

  it('gets the text and the metadata', async () => {
    const { target } = aBucket({ body: '{"a":"ä"}', headers: { 'x-amz-meta-receiptid': 'r-1' } })
    expect(await getBody(target, 'spool/shop/1.json')).toEqual({ body: '{"a":"ä"}', metadata: { receiptid: 'r-1' } })
  })

  it('gives nothing for an object that does not exist', async () => {
    const { target } = aBucket({ status: 404, body: missing })
    expect(await getBody(target, 'gone.json')).toBeUndefined()
  })

  it('throws any other refusal', async () => {
    const { target } = aBucket({ status: 403, body: denied })
    await expect(getBody(target, 'x.json')).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})
