import type { Platform } from './environment';

/** Where brokers and replicas stand: pure arithmetic, shared by the rules and by what is rendered. */

/** Rack names of a machine that has no zones: enough to see rack awareness at work. */
export const laptopRacks = ['a', 'b', 'c'] as const;

export const isLaptop = (platform: Platform): platform is Extract<Platform, { kind: 'embedded' | 'compose' }> =>
  platform.kind === 'embedded' || platform.kind === 'compose';

/** The zones that can be lost one at a time; none on a laptop, which is lost as a whole. */
export function zonesOf(platform: Platform): readonly string[] {
  return isLaptop(platform) ? [] : platform.zones;
}

/** Rack of each broker, in the order of their ids: the zones in turn, so that 1, 2, 3 stand in three zones. */
export function racksOf(platform: Platform, brokers: number): readonly string[] {
  const zones = zonesOf(platform);
  const racks: readonly string[] = zones.length > 0 ? zones : laptopRacks;
  return Array.from({ length: brokers }, (_, index) => racks[index % racks.length] ?? 'a');
}

/** The most of `count` things that stand in one of `places` when they are spread as evenly as can be. */
export const mostInOnePlace = (count: number, places: number): number => Math.ceil(count / places);

/** Replicas that are left when the zone that holds the most of them is lost. */
export const leftWithoutOneZone = (replicas: number, zones: number): number =>
  replicas - mostInOnePlace(replicas, zones);

/** The smallest replication factor that keeps `minInsync` replicas when any one zone is lost. */
export function replicationThatSurvivesAZone(minInsync: number, zones: number): number {
  let replicas = minInsync + 1;
  while (leftWithoutOneZone(replicas, zones) < minInsync) replicas += 1;
  return replicas;
}
