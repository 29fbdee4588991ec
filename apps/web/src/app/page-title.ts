import { useEffect } from "react";

const VENUE = "Probity";
const description = (): HTMLMetaElement | null =>
  document.querySelector<HTMLMetaElement>('meta[name="description"]');
const usual = description()?.content ?? "";

/** What the browser calls the page, in its tab, its history and its bookmarks. @param text what it is about. */
export function usePageTitle(title: string | undefined, text?: string): void {
  useEffect(() => {
    document.title = title === undefined || title === "" ? VENUE : `${title} · ${VENUE}`;
    const meta = description();
    if (meta !== null) meta.content = text === undefined || text === "" ? usual : text;
    return () => {
      document.title = VENUE;
      if (meta !== null) meta.content = usual;
    };
  }, [title, text]);
}
