/** A colour of `tokens.css` as it is now, for what is drawn on a canvas. @param name such as `--accent`. */
export function tokenColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
