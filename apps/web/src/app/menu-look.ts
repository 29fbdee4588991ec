/** How the button looks that opens the menu, before the menu is loaded and after. */
export const MENU_BUTTON = "rounded-md p-2 text-ink-2 hover:bg-sunken hover:text-ink";
