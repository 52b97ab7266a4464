import { z } from 'zod';
import { gateVariable, type GateRequest } from '../../model/gate';
import { DeployError } from './deploy-error';

const objectRef = z.strictObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  namespace: z.string().min(1).optional(),
  name: z.string().min(1),
});

const objectGroup = objectRef.omit({ name: true });

const leftovers = z.union([
  objectGroup.extend({ selector: z.string().min(1) }),
  z.strictObject({
    apiVersion: z.literal('v1'),
    kind: z.literal('PersistentVolume'),
    storageClass: z.string().min(1),
  }),
]);

export const eksAccess = z.strictObject({
  cluster: z.string().min(1),
  region: z.string().min(1),
  endpoint: z.url({ protocol: /^https$/ }),
  certificateAuthority: z.base64().min(1),
});

const request = {
  release: z.string().min(1),
  timeoutSeconds: z.number().int().positive(),
  objects: z.array(objectRef),
  groups: z.array(objectGroup).optional(),
  pods: z.array(z.strictObject({ namespace: z.string().min(1), selector: z.string().min(1) })),
  leftovers: z.array(leftovers).optional(),
};

const gateRequest = z.union([
  z.strictObject({ ...request, context: z.string().min(1) }),
  z.strictObject({ ...request, eks: eksAccess }),
]);

/** @throws DeployError DEPLOY_GATE_INVALID when it is not what a gate hands over */
export function decodeRequest<T>(schema: z.ZodType<T>, text: string | undefined): T {
  const invalid = (reason: string): DeployError =>
    new DeployError(
      'DEPLOY_GATE_INVALID',
      `${gateVariable} must hold a gate's request as JSON (model/gate.ts, model/aws-gate.ts); Terraform sets it. ${reason}`,
    );
  if (text === undefined || text === '') throw invalid('It is empty.');
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw invalid(error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message);
  }
}

/** @throws DeployError DEPLOY_GATE_INVALID when it is not what a release's gate hands over */
export const decodeGateRequest = (text: string | undefined): GateRequest =>
  decodeRequest(gateRequest, text) as GateRequest;
