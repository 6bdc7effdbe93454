import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { DEADLINE_INDEX, INDEX, QUEUE_FILTER_ATTRIBUTES } from '#store/keys'
import type { EnvironmentConfig } from '../config.ts'
import { removalOfProtected } from './removal.ts'

export type DeskIndex = (typeof INDEX)[keyof typeof INDEX] | typeof DEADLINE_INDEX

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING })

/** Table `desk`, the three indexes of the queue and the sparse one of deadlines; see the access patterns in `shared/store/keys.ts`. */
export class DeskTable extends Table {
  constructor(scope: Construct, id: string, config: EnvironmentConfig) {
    super(scope, id, {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: config.pointInTimeRecovery },
      deletionProtection: config.keepData,
      removalPolicy: removalOfProtected(config),
    })
    this.addQueueIndex(INDEX.byWait, 'statusKey', 'waitKey')
    this.addQueueIndex(INDEX.byDeadline, 'statusKey', 'dueKey')
    this.addQueueIndex(INDEX.byOperator, 'operatorKey', 'waitKey')
    this.addGlobalSecondaryIndex({
      indexName: DEADLINE_INDEX,
      partitionKey: text('deadlineShard'),
      sortKey: text('deadlineKey'),
      projectionType: ProjectionType.KEYS_ONLY,
    })
  }

  /** Exact ARNs of the queue's three indexes: reading it needs no `index/*`. */
  get queueIndexArns(): readonly string[] {
    return Object.values(INDEX).map((name) => this.indexArn(name))
  }

  indexArn(name: DeskIndex): string {
    return `${this.tableArn}/index/${name}`
  }

  private addQueueIndex(indexName: string, partition: string, sort: string): void {
    this.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text(partition),
      sortKey: text(sort),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...QUEUE_FILTER_ATTRIBUTES],
    })
  }
}
