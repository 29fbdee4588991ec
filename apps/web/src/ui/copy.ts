/** Puts a text into the clipboard. @returns whether the browser let it. */
export async function copyText(text: string): Promise<boolean> {
  // Only secure pages have this one.
  if (navigator.clipboard !== undefined) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const take = (copied: ClipboardEvent): void => {
    copied.clipboardData?.setData("text/plain", text);
    copied.preventDefault();
  };
  document.addEventListener("copy", take, { once: true });
  try {
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", take);
  }
}
