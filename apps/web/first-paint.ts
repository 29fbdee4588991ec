import type { Plugin } from "vite";

/** What the first page needs and the browser would find out late: its own script, and the letters. */
const EARLY = { page: "src/markets/home-page.tsx", font: /inter-latin-wght-normal-.*\.woff2$/ };

/** Writes into the page what to load at once. */
export function firstPaint(): Plugin {
  return {
    name: "probity-first-paint",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        // While one works on the app there is no bundle.
        const files = Object.values(bundle ?? {});
        const chunks = files.filter((file) => file.type === "chunk");
        const page = chunks.find(({ facadeModuleId: id }) => id?.endsWith(EARLY.page) === true);
        const entry = chunks.find(({ isEntry }) => isEntry);
        const known = new Set(entry === undefined ? [] : [entry.fileName, ...entry.imports]);
        const scripts =
          page === undefined
            ? []
            : [page.fileName, ...page.imports].filter((name) => !known.has(name));
        const fonts = files.map(({ fileName }) => fileName).filter((name) => EARLY.font.test(name));
        return [
          ...fonts.map((name) =>
            link({ rel: "preload", as: "font", type: "font/woff2", href: `/${name}` }),
          ),
          ...scripts.map((name) => link({ rel: "modulepreload", href: `/${name}` })),
        ];
      },
    },
  };
}

function link(attributes: Readonly<Record<string, string>>) {
  return { tag: "link", attrs: { ...attributes, crossorigin: true }, injectTo: "head" as const };
}
