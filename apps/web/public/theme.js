// Before the first paint, so that nobody sees the other theme flash by.
(() => {
  const chosen = localStorage.getItem("probity.theme");
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
