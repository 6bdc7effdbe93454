import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import type { FetchedBody, StoredBody } from './bodies.ts'

/** The calls to S3. Loaded by bodies.ts at their first use; named imports keep the rest of the SDK out of the bundle. */

/** A client whose calls the SDK tries `attempts` times. */
export const s3Client = (attempts: number): S3Client => new S3Client({ ...PATIENT_CLIENT, maxAttempts: attempts })

/** @throws the SDK's errors, and AbortError when `signal` fires. */
export async function putBody(
  target: { readonly client: S3Client; readonly bucket: string },
  { key, body, metadata = {} }: StoredBody,
  signal?: AbortSignal,
): Promise<void> {
  const input = {
    Bucket: target.bucket,
    Key: key,
    Body: body,
    ContentType: 'application/json',
    Metadata: { ...metadata },
  }
  await target.client.send(new PutObjectCommand(input), signal ? { abortSignal: signal } : {})
}

/** `undefined` when there is no such object. @throws the SDK's other errors. */
export async function getBody(
  target: { readonly client: S3Client; readonly bucket: string },
  key: string,
): Promise<FetchedBody | undefined> {
  try {
    const { Body, Metadata = {} } = await target.client.send(new GetObjectCommand({ Bucket: target.bucket, Key: key }))
    return { body: (await Body?.transformToString('utf-8')) ?? '', metadata: Metadata }
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}
