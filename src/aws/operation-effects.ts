/* Which operations only read. Whatever is not named here counts as a write, the safe mistake. */
const reads = new Set([
  'sts:GetCallerIdentity',
  'events:DescribeRule',
  'events:ListTargetsByRule',
  'lambda:GetFunctionConfiguration',
  'lambda:GetFunction',
  'lambda:GetAlias',
  'lambda:GetPolicy',
  'lambda:GetFunctionConcurrency',
  'lambda:GetFunctionEventInvokeConfig',
  'logs:DescribeLogGroups',
  'logs:FilterLogEvents',
  'cloudwatch:GetMetricData',
  'cloudwatch:DescribeAlarms',
  'cloudwatch:DescribeAlarmHistory',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:DescribeTable',
  'dynamodb:DescribeTimeToLive',
  'ecr:DescribeImages',
  'secretsmanager:DescribeSecret',
  'sns:ListSubscriptionsByTopic',
  'cloudtrail:LookupEvents',
]);

/** Whether an operation, as `events:EnableRule`, can change the world. */
export function effectOf(action: string): 'read' | 'write' {
  return reads.has(action) ? 'read' : 'write';
}
