/** Jest's matchers are typed `any`, which would silence the type checker wherever they stand. */
export const anyString: unknown = expect.any(String);
export const anyNumber: unknown = expect.any(Number);
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
export const containing = (text: string): unknown => expect.stringContaining(text);
export const like = (part: object): unknown => expect.objectContaining(part);
