import pc from 'picocolors';

/** Colours for a person at a terminal; a pipe, a file and a CI log get plain text. */
export const colors = pc.createColors(pc.isColorSupported && Boolean(process.stdout.isTTY));
