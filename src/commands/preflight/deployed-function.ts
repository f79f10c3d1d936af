/* From the rule to the code that will really run: target ARN -> function -> version or alias -> image -> log group. */

import type { FunctionConfiguration, RuleTarget } from '../../aws/services.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { Toolbox } from '../toolbox.ts';

export interface DeployedFunction {
  readonly targetArn: string;
  readonly name: string;
  /** The version or alias that the target names; null for $LATEST. */
  readonly qualifier: string | null;
  readonly configuration: FunctionConfiguration;
  readonly image: ImageReference | null;
}

export interface ImageReference {
  readonly uri: string;
  readonly repository: string;
  readonly digest: string;
}

/** Derives what the rule's one target runs. Throws AWS_NOT_FOUND where the chain breaks, naming the link. */
export async function deriveFunction(
  toolbox: Toolbox,
  targets: readonly RuleTarget[],
): Promise<DeployedFunction> {
  const [target, ...others] = targets;
  if (!target || others.length > 0) throw broken(`the rule has ${targets.length} targets instead of one`);
  const named = parseFunctionArn(target.arn);
  if (!named) throw broken(`the target ${target.arn} is no function`);
  const { functions } = toolbox.aws;
  const [configuration, uri] = await Promise.all([
    functions.configuration(named.name, named.qualifier ?? undefined),
    functions.imageUri(named.name, named.qualifier ?? undefined),
  ]);
  if (!configuration) throw broken(`the target's function ${target.arn} is not there`);
  return { targetArn: target.arn, ...named, configuration, image: uri === null ? null : parseImageUri(uri) };
}

/** How Lambda's API is told which function and version to call. */
export function invokeName({ name, qualifier }: Pick<DeployedFunction, 'name' | 'qualifier'>): string {
  return qualifier === null ? name : `${name}:${qualifier}`;
}

function parseFunctionArn(arn: string): Pick<DeployedFunction, 'name' | 'qualifier'> | null {
  const found = /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:([\w-]+)(?::([\w$-]+))?$/.exec(arn);
  return found?.[1] ? { name: found[1], qualifier: found[2] ?? null } : null;
}

/** `<registry>/<repository>@sha256:<64 hex>` */
function parseImageUri(uri: string): ImageReference | null {
  const found = /^[^/]+\/(.+)@(sha256:[0-9a-f]{64})$/.exec(uri);
  return found?.[1] && found[2] ? { uri, repository: found[1], digest: found[2] } : null;
}

function broken(what: string): OperatorError {
  return new OperatorError('AWS_NOT_FOUND', {
    what: `From rule to function: ${what}.`,
    now: 'Nothing was changed.',
    next: 'aws events list-targets-by-rule, then mend the target',
  });
}
