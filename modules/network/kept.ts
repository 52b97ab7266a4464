import type { TerraformMetaArguments } from 'cdktf';
import { mayDestroy } from '../../model/aws-names';
import type { EnvironmentOn } from '../../model/environment';

/** A VPC or subnet that is replaced takes everything in it along: a plan may do that only where the environment names it. */
export const kept = (environment: EnvironmentOn<'eks'>): Pick<TerraformMetaArguments, 'lifecycle'> =>
  mayDestroy(environment, 'network') ? {} : { lifecycle: { preventDestroy: true } };
