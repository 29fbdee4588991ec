/**
 * Text of others without what a terminal would obey: escape sequences could move the cursor, change
 * the title, or write what was never said.
 */
export function harmless(text: string, { keepLines = false } = {}): string {
  // oxlint-disable-next-line no-control-regex
  const obeyed = keepLines ? /[\0-\x08\x0b-\x1f\x7f-\x9f]/g : /[\0-\x1f\x7f-\x9f]/g;
  return text.replace(obeyed, (character) => (character === "\n" ? " " : "\u{fffd}"));
}
