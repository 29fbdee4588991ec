/** What was typed into a field of a form; "" when there is none. */
export function wordOf(said: FormData, name: string): string {
  const word = said.get(name);
  return typeof word === "string" ? word : "";
}
