import { arnOf, stableId } from './aws-names.ts'
import { accepted, named, type ResourceType, same } from './resource-naming.ts'

/** Types that a template may hold although nothing happens locally, each with the reason. */
export const ACCEPTED: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::BucketPolicy': accepted('The bucket is reached from this machine only; grants of functions are enforced.'),
  'AWS::SNS::TopicPolicy': accepted('Nobody outside this machine publishes; grants of functions are enforced.'),
  'AWS::CodeDeploy::Application': accepted('Nothing is deployed by and by: a release takes over at once.', {
    name: named('ApplicationName', 100),
  }),
  'AWS::CodeDeploy::DeploymentGroup': accepted(
    'Alarms on a new version are evaluated, but nothing goes back by itself.',
    {
      name: named('DeploymentGroupName', 100),
    },
  ),
  'AWS::Logs::LogGroup': accepted('Function output goes to the terminal and is not kept.', {
    name: named('LogGroupName', 512),
    attributes: { Arn: (name) => arnOf('logs', `log-group:${name}:*`) },
  }),
  'AWS::Logs::LogStream': accepted('Nothing writes to log groups locally.'),
  'AWS::Logs::ResourcePolicy': accepted('Nothing writes to log groups locally.'),
  'AWS::Logs::QueryDefinition': accepted('A saved query of the CloudWatch console.'),
  'AWS::CloudWatch::CompositeAlarm': accepted('Combines alarms for paging; its parts are evaluated one by one.', {
    name: named('AlarmName', 255),
    attributes: { Arn: (name) => arnOf('cloudwatch', `alarm:${name}`) },
  }),
  'AWS::CloudWatch::Dashboard': accepted('A page of the CloudWatch console.', { name: named('DashboardName', 255) }),
  'AWS::Cognito::UserPool': accepted(
    'The dev issuer signs tokens in its place, with a role picker for a sign-in page.',
    {
      name: (subject) => `eu-west-1_${stableId(`${subject.stack}/${subject.logicalId}`, 9)}`,
      attributes: {
        Arn: (name) => arnOf('cognito-idp', `userpool/${name}`),
        UserPoolId: same,
        ProviderName: (name) => `cognito-idp.eu-west-1.amazonaws.com/${name}`,
        ProviderURL: (name) => `https://cognito-idp.eu-west-1.amazonaws.com/${name}`,
      },
    },
  ),
  'AWS::Cognito::UserPoolClient': accepted("Its id is the audience of the dev issuer's tokens.", {
    name: (subject) => stableId(`${subject.stack}/${subject.logicalId}`, 26),
    attributes: { ClientId: same, Name: (name) => name },
  }),
  'AWS::Cognito::UserPoolDomain': accepted('Its pages are served by the dev issuer.', {
    name: named('Domain', 63),
    attributes: { CloudFrontDistribution: () => 'local.cloudfront.net' },
  }),
  'AWS::Cognito::UserPoolGroup': accepted("Groups are claims of the dev issuer's tokens.", {
    name: named('GroupName', 128),
  }),
  'AWS::Chatbot::SlackChannelConfiguration': accepted('Nothing leaves the machine; alarms are shown in the terminal.'),
  'AWS::CDK::Metadata': accepted('Usage data of the CDK.'),
}
