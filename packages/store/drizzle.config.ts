/** For `npm run migration -- --name <stem>`, which writes the next file in `migrations/`. */
export default {
  dialect: "postgresql",
  schema: "./src/tables/*.ts",
  out: "./migrations",
};
