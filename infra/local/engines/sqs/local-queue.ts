import type { Timer } from '../../clock.ts'
import { ACCOUNT_ID, queueArn } from '../arn.ts'
import { Away } from './away.ts'
import type { Queue, QueueCounts, ReceivedMessage, ReceiveRequest, SendRequest, SentMessage } from './engine.ts'
import { FifoMemory } from './fifo-memory.ts'
import { asReceived, checkMessage, checkStandard, invalidValue, newMessage, type StoredMessage } from './message.ts'
import { QueueSettings } from './queue-attributes.ts'
import { messageIdOf, newHandle } from './receipt-handle.ts'
import { FifoShelf, type Shelf, StandardShelf } from './shelves.ts'
import type { QueueSnapshot, Surroundings } from './surroundings.ts'
import { Waiters } from './waiters.ts'

/** One queue in memory. Each method runs `#tick` first, so that what the clock has made due is done. */
export class LocalQueue implements Queue {
  readonly name: string
  readonly arn: string
  readonly fifo: boolean
  #createdAtMs: number
  #closed = false
  #timer: Timer | undefined
  /** No message was sent before this instant: spares the retention check a look at every message. */
  #oldestSentMs = Number.POSITIVE_INFINITY
  readonly #around: Surroundings
  readonly #settings: QueueSettings
  readonly #shelf: Shelf
  readonly #away = new Away()
  readonly #memory = new FifoMemory()
  readonly #waiters: Waiters

  constructor(name: string, attributes: Readonly<Record<string, string>>, around: Surroundings) {
    this.name = name
    this.arn = queueArn(name)
    this.fifo = name.endsWith('.fifo')
    this.#around = around
    this.#createdAtMs = around.clock.now()
    this.#shelf = this.fifo ? new FifoShelf() : new StandardShelf()
    this.#waiters = new Waiters(around.clock)
    this.#settings = new QueueSettings(this.fifo, (arn) => around.byArn(arn)?.fifo)
    this.#settings.set(attributes)
  }

  get url(): string {
    return `${this.#around.baseUrl()}/${ACCOUNT_ID}/${this.name}`
  }

  /** The dead-letter queue of the redrive policy. */
  get dlqArn(): string | undefined {
    return this.#settings.redrive?.dlqArn
  }

  get waitTimeS(): number {
    return this.#settings.number('ReceiveMessageWaitTimeSeconds')
  }

  attributes(): Readonly<Record<string, string>> {
    const counts = this.counts()
    const createdAtS = String(Math.floor(this.#createdAtMs / 1000))
    return {
      ...this.#settings.all,
      QueueArn: this.arn,
      CreatedTimestamp: createdAtS,
      LastModifiedTimestamp: createdAtS,
      ApproximateNumberOfMessages: String(counts.visible),
      ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
      ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    }
  }

  setAttributes(attributes: Readonly<Record<string, string>>): void {
    this.#settings.set(attributes)
  }

  counts(): QueueCounts {
    this.#tick()
    const nowMs = this.#around.clock.now()
    const oldestMs = this.#everything().reduce((oldest, m) => Math.min(oldest, m.enqueuedAtMs), nowMs)
    return {
      visible: this.#shelf.size,
      inFlight: this.#away.inFlightCount,
      delayed: this.#away.delayedCount,
      oldestAgeMs: nowMs - oldestMs,
    }
  }

  /** A FIFO duplicate gives the id and number of the first message and stores nothing. */
  send(request: SendRequest): SentMessage {
    this.#tick()
    checkMessage(request, this.#settings.number('MaximumMessageSize'))
    if (!this.fifo) checkStandard(request)
    const m = newMessage(request, this.#around.clock.now())
    const first = this.fifo ? this.#memory.admit(m, request, this.#settings.all) : undefined
    if (first) return { messageId: first.id, sequenceNumber: first.sequence }
    this.#store(m, (request.DelaySeconds ?? this.#settings.number('DelaySeconds')) * 1000)
    return { messageId: m.id, ...(m.sequence === undefined ? {} : { sequenceNumber: m.sequence }) }
  }

  /** Takes in a message that another queue gives up: by its redrive policy, or by a move of dead letters. */
  adopt(m: StoredMessage): void {
    m.handle = undefined
    m.visibleAtMs = undefined
    m.enqueuedAtMs = this.#around.clock.now()
    if (this.fifo) {
      m.sequence = this.#memory.nextSequence()
      // a FIFO queue restarts retention on a move; a standard queue counts from the first sending
      m.sentAtMs = m.enqueuedAtMs
    }
    this.#store(m, 0)
  }

  /** Takes so many visible messages out; those in flight stay. */
  takeVisible(most: number): StoredMessage[] {
    this.#tick()
    const visible = this.#shelf.all().slice(0, most)
    for (const m of visible) this.#shelf.remove(m)
    return visible
  }

  async receive(request: ReceiveRequest = {}): Promise<readonly ReceivedMessage[]> {
    const { signal } = request
    const untilMs = this.#around.clock.now() + (request.waitS ?? 0) * 1000
    for (;;) {
      if (signal?.aborted || this.#closed) return []
      const messages = this.#shortPoll(request)
      if (messages.length > 0 || this.#around.clock.now() >= untilMs) return messages
      await this.#waiters.wait(untilMs, signal)
    }
  }

  delete(receiptHandle: string): void {
    this.#tick()
    const m = this.#away.inFlight(receiptHandle)
    if (m !== undefined) {
      this.#away.forget(m)
      this.#shelf.settle(m)
      this.#waiters.wakeOne()
      return
    }
    // a standard queue deletes by the latest handle even after its time, as long as nobody received the message again
    const late = this.#backOnShelf(receiptHandle)
    if (late) this.#shelf.remove(late)
  }

  changeVisibility(receiptHandle: string, seconds: number): void {
    this.#tick()
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > 43_200) {
      throw invalidValue(
        `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`,
      )
    }
    const m = this.#away.inFlight(receiptHandle)
    if (m === undefined) {
      this.#backOnShelf(receiptHandle)
      throw invalidValue(
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      )
    }
    this.#away.prolong(m, this.#around.clock.now() + seconds * 1000)
    this.#tick()
  }

  peek(): readonly ReceivedMessage[] {
    this.#tick()
    const inOrder = this.#everything().sort((a, b) => a.enqueuedAtMs - b.enqueuedAtMs)
    return inOrder.map(asReceived)
  }

  purge(): void {
    this.#shelf.clear()
    this.#away.clear()
    this.#oldestSentMs = Number.POSITIVE_INFINITY
  }

  /** Ends long polls and timers; for the engine's stop and for a deleted queue. */
  close(): void {
    this.#closed = true
    this.#around.clock.clear(this.#timer)
    this.#waiters.wakeAll()
  }

  snapshot(): QueueSnapshot {
    return {
      name: this.name,
      attributes: this.#settings.all,
      createdAtMs: this.#createdAtMs,
      messages: this.#everything(),
      fifo: this.#memory.snapshot(),
    }
  }

  /** Fills an empty queue; what was in flight is visible again, what was delayed stays so. */
  restore(snapshot: QueueSnapshot): void {
    this.#settings.restore(snapshot.attributes)
    this.#createdAtMs = snapshot.createdAtMs
    this.#memory.restore(snapshot.fifo)
    for (const m of snapshot.messages) {
      const delayed = m.handle === undefined && m.visibleAtMs !== undefined
      const delayMs = delayed ? (m.visibleAtMs ?? 0) - this.#around.clock.now() : 0
      this.#store({ ...m, handle: undefined, visibleAtMs: undefined }, delayMs)
    }
  }

  #everything(): StoredMessage[] {
    return [...this.#shelf.all(), ...this.#away.all()]
  }

  #store(m: StoredMessage, delayMs: number): void {
    this.#oldestSentMs = Math.min(this.#oldestSentMs, m.sentAtMs)
    if (delayMs > 0) {
      this.#away.delay(m, this.#around.clock.now() + delayMs)
      this.#arm()
    } else {
      this.#shelf.put(m)
      this.#waiters.wakeOne()
    }
  }

  #shortPoll(request: ReceiveRequest): ReceivedMessage[] {
    this.#tick()
    const nowMs = this.#around.clock.now()
    const visibleAtMs = nowMs + (request.visibilityTimeoutS ?? this.#settings.number('VisibilityTimeout')) * 1000
    const received: ReceivedMessage[] = []
    this.#shelf.startReceive()
    while (received.length < (request.max ?? 1)) {
      const m = this.#shelf.take()
      if (m === undefined) break
      if (this.#deadLetter(m)) continue
      m.receives++
      m.firstReceivedAtMs ??= nowMs
      this.#away.lend(m, newHandle(m.id), visibleAtMs)
      received.push(asReceived(m))
    }
    this.#shelf.endReceive()
    this.#arm()
    return received
  }

  /** Moves a message that has been received often enough to the dead-letter queue; true when it did. */
  #deadLetter(m: StoredMessage): boolean {
    const policy = this.#settings.redrive
    if (!policy || m.receives < policy.maxReceiveCount) return false
    const dlq = this.#around.byArn(policy.dlqArn)
    if (!dlq) return false
    this.#shelf.settle(m)
    m.sourceArn = this.arn
    dlq.adopt(m)
    return true
  }

  /** The message of a handle whose time is over; undefined when it was received again or is gone. FIFO queues refuse such handles. */
  #backOnShelf(handle: string): StoredMessage | undefined {
    const id = messageIdOf(handle)
    const m = this.#shelf.all().find((x) => x.id === id && x.handle === handle)
    if (m !== undefined && this.fifo) {
      throw invalidValue(
        `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      )
    }
    return m
  }

  /** Does what the clock has made due. */
  #tick(): void {
    const nowMs = this.#around.clock.now()
    for (let due = this.#away.takeDue(nowMs); due; due = this.#away.takeDue(nowMs)) {
      if (due.wasOut) this.#shelf.settle(due.m)
      this.#shelf.put(due.m)
      this.#waiters.wakeOne()
    }
    const retentionMs = this.#settings.number('MessageRetentionPeriod') * 1000
    if (nowMs - this.#oldestSentMs >= retentionMs) this.#forgetSentBefore(nowMs - retentionMs)
    this.#arm()
  }

  #forgetSentBefore(limitMs: number): void {
    this.#oldestSentMs = Number.POSITIVE_INFINITY
    for (const m of this.#everything()) {
      if (m.sentAtMs > limitMs) {
        this.#oldestSentMs = Math.min(this.#oldestSentMs, m.sentAtMs)
      } else if (this.#away.forget(m)) {
        if (m.handle !== undefined) this.#shelf.settle(m)
      } else this.#shelf.remove(m)
    }
  }

  /** Keeps one timer, to the next instant at which a message comes (back), so that long polls wake. */
  #arm(): void {
    const next = this.#closed ? undefined : this.#away.next()
    if (this.#timer?.atMs === next) return
    this.#around.clock.clear(this.#timer)
    this.#timer = undefined
    if (next === undefined) return
    this.#timer = this.#around.clock.at(next, () => {
      this.#timer = undefined
      this.#tick()
    })
  }
}
