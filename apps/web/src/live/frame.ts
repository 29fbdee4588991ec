/**
 * What changed is told once an animation frame, however often it changed: the page is painted no
 * oftener, and a book of a thousand changes a second costs sixty.
 */
const due = new Set<() => void>();
let isScheduled = false;

export function onNextFrame(tell: () => void): void {
  due.add(tell);
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    const now = [...due];
    due.clear();
    for (const one of now) one();
  });
}
