import { shareOf } from '../../../proof/commands/soak';

describe('a share of capacity', () => {
  it.each([0.01, 0.2, 0.9])('may be %d', (share) => expect(shareOf(String(share))).toBe(share));

  it.each(['0', '0.91', '1', '-0.2', 'half', ''])("is refused as '%s'", (text) => {
    expect(() => shareOf(text)).toThrow(
      expect.objectContaining({
        code: 'PROOF_OPTION',
        message: expect.stringContaining(`'${text}'`) as string,
      }) as Error,
    );
  });
});
