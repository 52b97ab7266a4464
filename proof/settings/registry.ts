import { ProofError } from '../proof-error';
import { profiles } from './profiles';
import type { ProofSetting } from './setting';
import { weakSettings } from './weak';

export const settings: readonly ProofSetting[] = [...profiles, ...weakSettings];

/** @throws ProofError PROOF_SETTING_UNKNOWN */
export function settingNamed(name: string): ProofSetting {
  const found = settings.find((setting) => setting.name === name);
  if (found !== undefined) return found;
  const names = settings.map((setting) => setting.name).join(', ');
  throw new ProofError('PROOF_SETTING_UNKNOWN', `there is no setting '${name}'; there are ${names}`);
}
