import { existsSync } from "node:fs";

/** Where Debian and its like put it; another stands in CHROMIUM_PATH. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** How to get one, as a command. */
export const HOW_TO_INSTALL = "apt-get install chromium";

/** The browser the tests drive; null where there is none. */
export function findChromium(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  const named = environment["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") return existsSync(named) ? named : null;
  return PLACES.find((path) => existsSync(path)) ?? null;
}

/** Flags with which it runs in a container, and draws the same on every machine. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
];
