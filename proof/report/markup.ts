/** Text that is markup already; all other text is escaped where it is put into markup. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Piece = string | number | Markup | undefined | readonly Piece[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

function written(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'string' || typeof piece === 'number') return escapeText(String(piece));
  return piece.map(written).join('');
}

/** Template tag: ids, targets and messages come from outside, so what is put in is escaped unless it is `Markup`. */
export const markup = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup =>
  new Markup(strings.map((text, index) => text + written(pieces[index])).join(''));

/** Data for a script of the page. No `<` is left in it, so nothing in it can end the element. */
export const dataElement = (id: string, value: unknown): Markup =>
  new Markup(
    `<script type="application/json" id="${escapeText(id)}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`,
  );

export interface Column {
  readonly title: string;
  /** Numbers are set to the right, words are not broken. @default - text */
  readonly kind?: 'number' | 'word';
}

/** A table whose first cell of each row is the row's header. It scrolls by itself where the page is narrow. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Piece[])[]): Markup {
  const kind = (index: number): Markup => {
    const name = columns[index]?.kind;
    return name === undefined ? markup`` : markup` class="${name}"`;
  };
  const cell = (piece: Piece, index: number): Markup =>
    index === 0 ? markup`<th scope="row"${kind(index)}>${piece}</th>` : markup`<td${kind(index)}>${piece}</td>`;
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, index) => markup`<th scope="col"${kind(index)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.map(cell)}</tr>\n`)}</tbody>
</table></div>`;
}
