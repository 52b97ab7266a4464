import { sandboxReason, type Machine } from '../../../proof/sandbox/possible';

const able: Machine = {
  platform: 'linux',
  uid: 0,
  has: () => Promise.resolve(true),
  allowsNamespaces: () => Promise.resolve(true),
};

describe('sandboxReason', () => {
  it('gives none where everything is there', async () => {
    expect(await sandboxReason(able)).toBeUndefined();
  });

  it.each([
    ['another system', { platform: 'darwin' as const }, /Linux.*darwin/],
    ['a user', { uid: 1000 }, /root.*1000/],
    ['a machine without tools', { has: (tool: string) => Promise.resolve(tool === 'ip') }, /unshare.*nft.*apt-get/],
    ['a container', { allowsNamespaces: () => Promise.resolve(false) }, /SYS_ADMIN/],
  ])('says why not to %s', async (_, lacking, words) => {
    expect(await sandboxReason({ ...able, ...lacking })).toMatch(words);
  });
});
