import type { FaultNeed } from '../../faults/fault';

/** Why faults that need this cannot be done on Kubernetes; nothing in the place of those that can. */
export const reasons: Readonly<Partial<Record<FaultNeed, string>>> = {
  processes:
    'a broker is a pod here: Kubernetes deletes it, and can neither freeze its process nor wipe its volume while it is down',
  network: 'the network belongs to the cluster; a NetworkPolicy leaves open connections as they are, which is no cut',
  volumes: 'filling a volume would end in the same place as the disks of others, and volumes here do not shrink again',
  versions: "the brokers' version is the environment's: `make deploy` with another one rolls them",
  controllers: 'the operator makes a deleted pod again at once: nobody can say in which order brokers come back',
};
