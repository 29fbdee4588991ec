import { Settings, UserRound } from "lucide-react";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { MENU_BUTTON } from "./menu-look.ts";

const load = () => import("./menu.tsx");
const Menu = lazy(load);

/** The menu behind a button; it is loaded when somebody comes near, for few first visits need it. */
export function MenuButton({ isSignedIn }: { readonly isSignedIn: boolean }) {
  const { t } = useTranslation();
  const [isWanted, want] = useState(false);
  const icon = isSignedIn ? (
    <UserRound size={18} aria-hidden />
  ) : (
    <Settings size={18} aria-hidden />
  );
  const button = (
    <button
      type="button"
      aria-label={t("shell.menu")}
      aria-haspopup="menu"
      aria-expanded={false}
      className={MENU_BUTTON}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => want(true)}
    >
      {icon}
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <Menu icon={icon} />
    </Suspense>
  );
}
