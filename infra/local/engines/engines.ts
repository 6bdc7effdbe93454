import type { Clock } from '../clock.ts'
import type { ControlHandler } from './control.ts'
import { dynamoService } from './dynamodb/api.ts'
import type { DynamoEngine } from './dynamodb/engine.ts'
import { type DynamoSnapshot, LocalDynamoDb } from './dynamodb/local-dynamodb.ts'
import type { EventsEngine } from './events/engine.ts'
import { type EventsSnapshot, eventsService, LocalEvents } from './events/local-events.ts'
import { firehoseService } from './firehose/api.ts'
import type { FirehoseEngine } from './firehose/engine.ts'
import { type FirehoseSnapshot, LocalFirehose } from './firehose/local-firehose.ts'
import { type Services, startHttpServer } from './http-server.ts'
import { Listeners } from './listeners.ts'
import type { Hooks } from './perform.ts'
import type { S3Engine } from './s3/engine.ts'
import { LocalS3, type S3Snapshot } from './s3/local-s3.ts'
import { s3Rest } from './s3/rest.ts'
import type { SecretsEngine } from './secrets/engine.ts'
import { LocalSecrets, type SecretsSnapshot, secretsService } from './secrets/local-secrets.ts'
import type { Authorize, Faults } from './service.ts'
import { SnapshotFile } from './snapshot-file.ts'
import type { SnsEngine } from './sns/engine.ts'
import { LocalSns, type SnsSnapshot, snsService } from './sns/local-sns.ts'
import { sqsService } from './sqs/api.ts'
import type { SqsEngine } from './sqs/engine.ts'
import { LocalSqs, type SqsSnapshot } from './sqs/local-sqs.ts'

/** Real time: a snapshot guards against a crash of the process, not of the story. */
const SAVE_EVERY_MS = 30_000

export type EngineOptions = {
  readonly clock: Clock
  /** Default 0: any free port. */
  readonly port?: number
  /** Folder for the snapshot; without it a stop forgets everything. */
  readonly dataDir?: string
  readonly authorize?: Authorize
  readonly faults?: Faults
  /** Called with one stable code and fields; never with bodies. */
  readonly log?: (code: string, fields: Readonly<Record<string, unknown>>) => void
}

export type Engines = {
  /** `http://127.0.0.1:<port>`, for AWS_ENDPOINT_URL_*. */
  readonly url: string
  readonly sqs: SqsEngine
  readonly dynamodb: DynamoEngine
  readonly s3: S3Engine
  readonly events: EventsEngine
  readonly secrets: SecretsEngine
  readonly sns: SnsEngine
  readonly firehose: FirehoseEngine
  /** Handlers of `/_backdesk/<name>/...`, by name. */
  readonly control: Map<string, ControlHandler>
  /** REST services beside S3, by the first part of their paths. */
  readonly rest: Map<string, Services['rest']>
  /** JSON values of the runner's own (stream positions and the like), saved in the same snapshot as the state they speak of. */
  readonly notes: Map<string, unknown>
  /** Replaces the fault injector; undefined takes it away. */
  setFaults(faults: Faults | undefined): void
  /** Replaces the authorizer, for instance after the template has been read. */
  setAuthorize(authorize: Authorize | undefined): void
  /** Tells of each snapshot in the turn in which it is taken, for state of others that must be of the same instant. */
  onSave(listener: () => void): () => void
  /** Writes the snapshot now; does nothing without a `dataDir`. */
  save(): Promise<void>
  /** Closes the port, stops timers, writes the snapshot. */
  stop(): Promise<void>
}

/** What a snapshot holds; written and read by this version only. */
type State = {
  readonly sqs: SqsSnapshot
  readonly dynamodb: DynamoSnapshot
  readonly s3: S3Snapshot
  readonly events: EventsSnapshot
  readonly secrets: SecretsSnapshot
  readonly sns: SnsSnapshot
  /** Absent from snapshots of earlier releases. */
  readonly firehose?: FirehoseSnapshot
  readonly notes: readonly (readonly [string, unknown])[]
}

/** Starts all engines on one port of 127.0.0.1, with the state of `dataDir` if there is one. */
export async function startEngines(options: EngineOptions): Promise<Engines> {
  const { clock, log = () => {} } = options
  let url = ''
  const sqs = new LocalSqs(clock, () => url)
  const dynamodb = new LocalDynamoDb(clock)
  const s3 = new LocalS3(clock)
  const events = new LocalEvents(clock)
  const secrets = new LocalSecrets(clock)
  const sns = new LocalSns(clock)
  const firehose = new LocalFirehose(clock, s3)
  const notes = new Map<string, unknown>()
  const control = new Map<string, ControlHandler>()
  const rest = new Map<string, Services['rest']>()
  const objects = s3Rest(s3)
  const hooks: Hooks = { authorize: options.authorize, faults: options.faults, calls: 0 }

  const file = options.dataDir === undefined ? undefined : new SnapshotFile(options.dataDir)
  const saved = (await file?.read()) as State | undefined
  if (saved) {
    sqs.restore(saved.sqs)
    dynamodb.restore(saved.dynamodb)
    s3.restore(saved.s3)
    events.restore(saved.events)
    secrets.restore(saved.secrets)
    sns.restore(saved.sns)
    firehose.restore(saved.firehose ?? [])
    for (const [name, value] of saved.notes) notes.set(name, value)
  }

  const server = await startHttpServer(options.port ?? 0, {
    json: new Map([
      ['AmazonSQS', sqsService(sqs)],
      ['DynamoDB_20120810', dynamoService(dynamodb)],
      ['AWSEvents', eventsService(events)],
      ['secretsmanager', secretsService(secrets)],
      ['Firehose_20150804', firehoseService(firehose)],
    ]),
    query: new Map([['2010-03-31', snsService(sns)]]),
    rest: (request) => (rest.get(request.path.split('/')[1] ?? '') ?? objects)(request),
    control,
    hooks,
    log,
  })
  url = `http://127.0.0.1:${server.port}`

  const state = (): State => ({
    sqs: sqs.snapshot(),
    dynamodb: dynamodb.snapshot(),
    s3: s3.snapshot(),
    events: events.snapshot(),
    secrets: secrets.snapshot(),
    sns: sns.snapshot(),
    firehose: firehose.snapshot(),
    notes: [...notes],
  })
  const saving = new Listeners<[]>()
  // one write at a time: they share a temporary file
  let writing: Promise<void> = Promise.resolve()
  const save = (): Promise<void> => {
    const next = writing.then(() => {
      if (file === undefined) return
      saving.tell()
      return file.write(state())
    })
    writing = next.catch((fault: unknown) => log('engines_not_saved', { error: String(fault) }))
    return next
  }
  let savedCalls = 0
  const saveIfChanged = (): void => {
    if (hooks.calls === savedCalls) return
    savedCalls = hooks.calls
    // a failed write has been logged by then, and is tried again at the next turn
    void save().then(undefined, () => {
      savedCalls = -1
    })
  }
  const timer = file && setInterval(saveIfChanged, SAVE_EVERY_MS)
  timer?.unref()

  return {
    url,
    sqs,
    dynamodb,
    s3,
    events,
    secrets,
    sns,
    firehose,
    control,
    rest,
    notes,
    setFaults(faults) {
      hooks.faults = faults
    },
    setAuthorize(authorize) {
      hooks.authorize = authorize
    },
    onSave: (listener) => saving.add(listener),
    save,
    async stop() {
      clearInterval(timer)
      await server.close()
      sqs.close()
      dynamodb.close()
      // while nobody can put any more
      firehose.flush()
      firehose.close()
      await save()
    },
  }
}
