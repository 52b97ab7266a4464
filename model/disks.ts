import { Size } from './units';

/** Disks whose size no environment says. */

/** Of each EKS node: images of a dozen pods are about 10 GiB, their logs at most 50 MiB each; kubelet evicts pods when less than a tenth is free. */
export const rootDisk = Size.gibibytes(50);

/** Of each controller: the metadata log is cut at 100 MB (`metadata.max.retention.bytes`), snapshots are as large as the metadata itself: ample. */
export const controllerVolume = Size.gibibytes(5);

/** Of Prometheus on EKS: a week of a mid-sized cluster's samples, and room to keep more. */
export const metricsVolume = Size.gibibytes(50);

/** Of Alertmanager: its silences, and what it has told whom: as little as a claim can hold. */
export const alertmanagerVolume = Size.gibibytes(1);
