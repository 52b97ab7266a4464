/** Test code: the minikube stack, synthesized as it is and with single values changed. */
import { join } from 'node:path';
import { minikube } from '../../../environments/minikube';
import { synthesize } from '../../../main';
import { withChanges } from '../../model/with-changes';

/** What the cluster at hand has otherwise than minikube, and what a test changes: values by their path. */
export type Changes = Readonly<Record<string, unknown>>;

export const stackName = minikube.name;
/** Of the kubeconfig, as the stack's provider and gates name it. */
export const stackContext = 'minikube';

/**
 * @param kubeconfig of the cluster, for Terraform's provider
 * @returns the stack's folder, in which Terraform would run
 */
export function synthesizeStack(outdir: string, kubeconfig: string, changes: Changes = {}): string {
  synthesize([withChanges(minikube, changes)], outdir, [kubeconfig]);
  return join(outdir, 'stacks', stackName);
}
