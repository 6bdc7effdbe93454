import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { INDEX, QUEUE_FILTER_ATTRIBUTES } from '#store/keys'
import type { EnvironmentConfig } from '../config.ts'
import { removalOfProtected } from './removal.ts'

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING })

/** Table `desk` and the three indexes that the queue is read from; see the access patterns in `shared/store/keys.ts`. */
export class DeskTable extends Table {
  /** Exact ARNs: reading the queue needs no `index/*`. */
  readonly indexArns: readonly string[]

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
    this.indexArns = Object.values(INDEX).map((name) => `${this.tableArn}/index/${name}`)
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
