/** For `npx drizzle-kit generate`, which writes the next file in `migrations/`. */
export default {
  dialect: "postgresql",
  schema: "./src/tables/*.ts",
  out: "./migrations",
};
