/** A series' name: `{{label}}` in the format becomes the label's value. */
export const legendText = (format: string, labels: Readonly<Record<string, string>>): string =>
  format
    .replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
