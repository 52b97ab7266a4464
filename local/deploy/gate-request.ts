import { z } from 'zod';
import { gateVariable, type GateRequest } from '../../model/gate';
import { DeployError } from './deploy-error';

const objectRef = z.strictObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  namespace: z.string().min(1).optional(),
  name: z.string().min(1),
});

const gateRequest = z.strictObject({
  release: z.string().min(1),
  context: z.string().min(1),
  timeoutSeconds: z.number().int().positive(),
  objects: z.array(objectRef),
  groups: z.array(objectRef.omit({ name: true })).optional(),
  pods: z.array(z.strictObject({ namespace: z.string().min(1), selector: z.string().min(1) })),
});

/** @throws DeployError DEPLOY_GATE_INVALID when it is not what a release's gate hands over */
export function decodeGateRequest(text: string | undefined): GateRequest {
  const invalid = (reason: string): DeployError =>
    new DeployError(
      'DEPLOY_GATE_INVALID',
      `${gateVariable} must hold a gate's request as JSON (model/gate.ts); Terraform sets it. ${reason}`,
    );
  if (text === undefined || text === '') throw invalid('It is empty.');
  try {
    return gateRequest.parse(JSON.parse(text)) as GateRequest;
  } catch (error) {
    throw invalid(error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message);
  }
}
