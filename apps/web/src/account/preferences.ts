import type { PreferencesAnswer } from "@probity/protocol";
import { setTheme } from "../app/theme.ts";
import { LANGUAGES, speak } from "../i18n/index.ts";
import type { Language } from "../i18n/index.ts";
import { venue } from "../session/venue.ts";
import { CONFIRMATIONS, setConfirmation } from "../ticket/confirmation.ts";
import type { Confirmation } from "../ticket/confirmation.ts";

/** What the venue keeps of how a person likes it; what this app does not know in it stays. */
export type Preferences = PreferencesAnswer["preferences"];

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

export function isConfirmation(value: unknown): value is Confirmation {
  return CONFIRMATIONS.some((one) => one === value);
}

/** After signing in, perhaps in a browser that is new: as the person had it elsewhere. */
export async function adoptPreferences(): Promise<void> {
  try {
    const { preferences } = await venue.person.preferences();
    const { language, theme, confirm_orders: confirmation } = preferences;
    if (isLanguage(language)) await speak(language);
    if (theme === "light" || theme === "dark") setTheme(theme);
    if (isConfirmation(confirmation)) setConfirmation(confirmation);
  } catch {
    // A nicety; whoever signed in is not kept waiting for it.
  }
}
