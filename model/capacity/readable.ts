/** Bytes for a person: `12.3 GiB`. */
export function readable(bytes: number): string {
  if (!Number.isFinite(bytes)) return 'without bound';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${Number((bytes / 2 ** (10 * step)).toFixed(1))} ${units[step]}`;
}
