import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EksCluster } from '@cdktf/provider-aws/lib/eks-cluster';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { parse } from 'yaml';
import type { PolicyContext } from '../../../modules/policies/policy';
import { eksPods, type PodResources } from '../../../model/platform-pods';
import { aws } from '../../../modules/aws/aws';
import { ClusterControllers } from '../../../modules/controllers/controllers';
import { DrainCleaner } from '../../../modules/controllers/drain-cleaner';
import { generalStorage } from '../../../modules/controllers/storage';
import { policyFindings } from '../../../modules/policies/findings';
import { Cluster } from '../../../modules/releases/cluster';
import { ObjectsRelease } from '../../../modules/releases/objects-release';
import { synthesized, type StackJson } from '../releases/synthesized';
import { eksProd } from './eks-prod';

interface Association {
  readonly cluster_name: string;
  readonly namespace: string;
  readonly service_account: string;
  readonly role_arn: string;
  readonly depends_on: readonly string[];
}

interface AwsJson extends StackJson {
  readonly resource: StackJson['resource'] & {
    readonly aws_iam_role: Readonly<Record<string, { readonly name: string; readonly assume_role_policy: string }>>;
    readonly aws_iam_role_policy: Readonly<Record<string, { readonly policy: string }>>;
    readonly aws_eks_pod_identity_association: Readonly<Record<string, Association>>;
  };
}

/** The controllers of eks-prod, behind something that stands for the cluster. */
const stackOf = (changes: Readonly<Record<string, unknown>> = {}): AwsJson =>
  synthesized((stack) => {
    const environment = eksProd(changes);
    const { account, region } = environment.platform;
    aws(stack, { account: account.id, region, tags: {} });
    new Cluster(stack, { context: 'none' });
    const vpc = new Vpc(stack, 'vpc', { cidrBlock: '10.0.0.0/16' });
    const before = new ObjectsRelease(stack, { name: 'before', namespace: 'default', objects: [] });
    const controlPlane = new EksCluster(stack, 'eks', {
      name: 'eks-prod',
      roleArn: 'arn',
      vpcConfig: { subnetIds: [] },
    });
    const network = { vpcId: vpc.id };
    new ClusterControllers(stack, 'controllers', { environment, network, controlPlane, after: [before] });
    new DrainCleaner(stack, { environment, after: [before] });
  }) as AwsJson;

const { resource } = stackOf();
const { helm_release: releases, terraform_data: gates } = resource;

type Values = Readonly<Record<string, unknown>>;
const valuesOf = (name: string, from = releases): Values => parse(from[name]?.values?.[0] ?? '') as Values;

const published = {
  'aws-load-balancer-controller': { repository: 'https://aws.github.io/eks-charts', version: '3.5.0' },
  'cluster-autoscaler': { repository: 'https://kubernetes.github.io/autoscaler', version: '9.59.0' },
} as const;
const controllers = Object.keys(published) as (keyof typeof published)[];

describe('the releases of the controllers', () => {
  it('are the pinned charts, the CRDs, the class of volumes and the Drain Cleaner', () => {
    expect(Object.keys(releases).sort()).toEqual(
      [...controllers, 'aws-load-balancer-controller-crds', 'before', 'drain-cleaner', 'storage'].sort(),
    );
    for (const name of controllers) {
      expect(releases[name]).toMatchObject({
        ...published[name],
        chart: name,
        namespace: 'kube-system',
        skip_crds: true,
      });
    }
  });

  it('break no policy', () => {
    const context: PolicyContext = { dataDeletion: 'forbidden' };
    const facts = Object.values(releases).map(({ name, chart, repository, version }) => ({
      ...{ name, chart, repository, version },
      skipCrds: true,
    }));
    expect(policyFindings({ objects: [generalStorage(eksProd())], releases: facts }, context)).toEqual([]);
  });

  it('stand behind what is there before them, and nothing of them reads the cluster', () => {
    const first = Object.keys(gates).filter((name) => name.endsWith('-gone') && name !== 'before-gone');
    for (const name of first) expect(gates[name]?.depends_on).toContain('terraform_data.before-ready');
    expect(first).toHaveLength(4);
    expect(releases['aws-load-balancer-controller-crds']?.depends_on).toContain('terraform_data.before-ready');
    expect(JSON.stringify(stackOf())).not.toContain('"data":{');
  });

  it('come from the mirror as OCI, with every image', () => {
    const mirrored = stackOf({ 'platform/mirror': 'registry.example.com/mirror' }).resource.helm_release;
    expect(mirrored['aws-load-balancer-controller']?.repository).toBe(
      'oci://registry.example.com/mirror/aws.github.io/eks-charts',
    );
    expect(mirrored['cluster-autoscaler']?.repository).toBe(
      'oci://registry.example.com/mirror/kubernetes.github.io/autoscaler',
    );
    const images = [...controllers, 'drain-cleaner'].map((name) => JSON.stringify(valuesOf(name, mirrored)['image']));
    expect(images.filter((image) => !image.includes('"registry.example.com/mirror/'))).toEqual([]);
    expect(valuesOf('drain-cleaner')['image']).toBe('quay.io/strimzi/drain-cleaner:1.6.1');
  });

  it('run on the system nodes, with what the node rule counts', () => {
    const rows = [
      ['aws-load-balancer-controller', 'replicaCount', eksPods.loadBalancerController],
      ['cluster-autoscaler', 'replicaCount', eksPods.clusterAutoscaler],
      ['drain-cleaner', 'replicas', eksPods.drainCleaner],
    ] as const;
    for (const [name, replicas, pod] of rows) {
      const { cpu, memory, memoryLimit = memory }: PodResources = pod;
      expect(valuesOf(name)).toMatchObject({
        nodeSelector: { 'millrace.dev/pool': 'system' },
        [replicas]: pod.replicas,
        resources: {
          requests: { cpu: cpu.toQuantity(), memory: memory.toQuantity() },
          limits: { memory: memoryLimit.toQuantity() },
        },
      });
    }
  });

  it.each([
    // What their own manifests allow them: they were killed at less when they started.
    ['aws-load-balancer-controller', 500],
    ['cluster-autoscaler', 600],
  ])('lets %s take %i MiB, of which it asks for less', (name, most) => {
    const { limits, requests } = valuesOf(name)['resources'] as Record<'limits' | 'requests', { memory: string }>;
    const mebibytes = (quantity: string) => Number(/^(\d+)Mi$/.exec(quantity)?.[1]);
    expect(mebibytes(limits.memory)).toBeGreaterThanOrEqual(most);
    expect(mebibytes(requests.memory)).toBeLessThanOrEqual(most / 2);
  });

  it('fit the restricted profile', () => {
    const pod = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    const container = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    };
    const [balancers, autoscaler, cleaner] = [...controllers, 'drain-cleaner'].map((name) => valuesOf(name));
    expect(balancers).toMatchObject({ podSecurityContext: pod, securityContext: container });
    expect(autoscaler).toMatchObject({ securityContext: pod, containerSecurityContext: container });
    expect(cleaner).toMatchObject({ podSecurityContext: pod, securityContext: container });
  });

  it('say no certificate and no key', () => {
    for (const [name, { values = [] }] of Object.entries(releases)) {
      expect([name, /-----BEGIN|tls\.key|caCert/.test(values.join())]).toEqual([name, false]);
    }
  });
});

describe('charts/drain-cleaner', () => {
  it('has the values that the construct says, of the same version', () => {
    const file = join(__dirname, '../../../charts/drain-cleaner/values.yaml');
    const defaults = parse(readFileSync(file, 'utf8')) as Values;
    const said = valuesOf('drain-cleaner');
    expect(Object.keys(defaults).sort()).toEqual(Object.keys(said).sort());
    expect(defaults['image']).toBe(said['image']);
  });
});

describe('the load balancer controller', () => {
  const values = valuesOf('aws-load-balancer-controller');

  it('is told what it cannot ask the instance for: the region, and the VPC as Terraform will know it', () => {
    expect(values).toMatchObject({ clusterName: 'eks-prod', region: 'us-east-1', vpcId: '${aws_vpc.vpc.id}' });
  });

  it('takes those Services only that name it, and makes nothing for Ingress or Gateway', () => {
    expect(values).toMatchObject({
      enableServiceMutatorWebhook: false,
      createIngressClassResource: false,
      ingressClassParams: { create: false },
      controllerConfig: { featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false } },
      keepTLSSecret: true,
    });
  });

  it('tags what it makes as all else of the environment', () => {
    const { defaultTags } = valuesOf(
      'aws-load-balancer-controller',
      stackOf({ 'platform/tags': { team: 'streams' } }).resource.helm_release,
    );
    expect(defaultTags).toEqual({
      team: 'streams',
      'millrace:environment': 'eks-prod',
      'millrace:managed-by': 'cdktf',
    });
  });

  it('comes after its CRDs and its rights, and its end is awaited before theirs', () => {
    const behind = gates['aws-load-balancer-controller-gone']?.depends_on ?? [];
    expect(behind).toContain('terraform_data.aws-load-balancer-controller-crds-ready');
    expect(behind.filter((one) => one.startsWith('aws_eks_pod_identity_association.'))).toHaveLength(1);
    expect(releases['aws-load-balancer-controller']?.depends_on).toEqual([
      'terraform_data.aws-load-balancer-controller-gone',
    ]);
    expect(gates['aws-load-balancer-controller-gone']?.input.pods).toEqual([
      { namespace: 'kube-system', selector: 'app.kubernetes.io/instance=aws-load-balancer-controller' },
    ]);
  });

  it('is waited for again when its values change, and not when CDKTF numbers its tokens anew', () => {
    const digest = (json: AwsJson) =>
      json.resource.terraform_data['aws-load-balancer-controller-ready']?.triggers_replace;
    expect(digest(stackOf())).toBe(gates['aws-load-balancer-controller-ready']?.triggers_replace);
    expect(digest(stackOf({ 'platform/tags': { team: 'streams' } }))).not.toBe(digest(stackOf()));
  });
});

describe('the autoscaler', () => {
  it('finds the services’ group and no other', () => {
    expect(valuesOf('cluster-autoscaler')['autoDiscovery']).toEqual({
      clusterName: 'eks-prod',
      tags: [
        'k8s.io/cluster-autoscaler/enabled=true',
        'k8s.io/cluster-autoscaler/eks-prod=owned',
        'eks:nodegroup-name=eks-prod-apps',
      ],
    });
  });

  it('takes nodes away whose pods have scratch folders, and none that a pod of the system is on', () => {
    const { awsRegion, extraArgs } = valuesOf('cluster-autoscaler');
    expect(awsRegion).toBe('us-east-1');
    expect(extraArgs).toEqual({ 'skip-nodes-with-local-storage': false, 'skip-nodes-with-system-pods': true });
  });
});

describe('what the controllers may do in AWS', () => {
  it('is for the pods of their own service accounts', () => {
    const associations = Object.values(resource.aws_eks_pod_identity_association);
    expect(associations.map(({ service_account }) => service_account).sort()).toEqual([...controllers].sort());
    for (const { cluster_name, namespace, service_account, depends_on } of associations) {
      expect([cluster_name, namespace]).toEqual(['${aws_eks_cluster.eks.name}', 'kube-system']);
      expect(depends_on.some((one) => one.startsWith('aws_iam_role_policy.'))).toBe(true);
      const role = Object.values(resource.aws_iam_role).find(({ name }) => name === `eks-prod-${service_account}`);
      expect(role?.assume_role_policy).toContain(`"aws:RequestTag/kubernetes-service-account":"${service_account}"`);
    }
    expect(Object.keys(resource.aws_iam_role)).toHaveLength(2);
  });

  it('waits for the control plane alone, and each release for its own, which outlives it', () => {
    const associations = Object.entries(resource.aws_eks_pod_identity_association);
    expect(associations).toHaveLength(2);
    for (const [name, { service_account, depends_on }] of associations) {
      expect(depends_on.filter((one) => !one.startsWith('aws_iam_'))).toEqual([]);
      expect(gates[`${service_account}-gone`]?.depends_on).toContain(`aws_eks_pod_identity_association.${name}`);
    }
  });
});

describe('the class of volumes for monitoring', () => {
  it('is encrypted gp3, made where the pod is, and grows', () => {
    expect(generalStorage(eksProd())).toMatchObject({
      metadata: { name: 'millrace-general' },
      provisioner: 'ebs.csi.aws.com',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
      parameters: {
        type: 'gp3',
        encrypted: 'true',
        tagSpecification_1: 'millrace:environment=eks-prod',
        tagSpecification_2: 'millrace:managed-by=cdktf',
      },
    });
  });
});
