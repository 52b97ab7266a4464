/** Of the control plane's logs and the VPC's flow logs. A year of who did what: an intruder is often found after months. */
export const logRetentionDays = 365;
