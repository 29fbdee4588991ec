import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstPaint } from "./first-paint.ts";

/** Where a venue runs while one works on the app: `npm run dev` in one terminal, `npm run web` in another. */
const VENUE = process.env["PROBITY_URL"] ?? "http://localhost:8080";

export default defineConfig({
  plugins: [react(), tailwind(), firstPaint()],
  build: {
    outDir: "dist",
    target: "es2022",
    // The budget is kept by a test, over everything the first page loads.
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    port: 5173,
    proxy: {
      "/api": { target: VENUE, changeOrigin: true },
      "/ws": { target: VENUE.replace(/^http/, "ws"), ws: true },
    },
  },
});
