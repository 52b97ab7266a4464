/** Pixels of letters of 11 or 12 pixels: nobody measures text here; rather more than less. */
const letters = { small: 6.4, capital: 8.8 } as const;

export const widthOf = (words: string): number =>
  [...words].reduce((width, letter) => width + (/[A-Z]/.test(letter) ? letters.capital : letters.small), 0);

/** Cut where it would leave its place. */
export function fitted(words: string, width: number): string {
  if (widthOf(words) <= width) return words;
  let cut = words.slice(0, -1);
  while (cut.length > 1 && widthOf(`${cut}…`) > width) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
}
