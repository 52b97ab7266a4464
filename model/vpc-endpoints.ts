/**
 * AWS services that the VPC reaches by interface endpoints, each with an interface in every zone that costs by the hour:
 * what a node and its pods need to come up, to attach volumes and to be heard. What is asked seldom, such as Elastic Load
 * Balancing and Auto Scaling, goes by the zone's NAT gateway.
 */
export const interfaceEndpoints = [
  'ecr.api',
  'ecr.dkr',
  'sts',
  // The VPC CNI's interfaces and addresses, the EBS CSI driver's volumes.
  'ec2',
  'logs',
  // Rights of pods by EKS Pod Identity.
  'eks-auth',
] as const;
