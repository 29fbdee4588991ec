import type { TestProject } from "vitest/node";
import { buildWeb } from "../../build.mjs";
import { VenueProcess } from "./venue-process.ts";

/** Once for all tests: the app is built, and a venue serves it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await buildWeb();
  const venue = await VenueProcess.start();
  project.provide("venueUrl", venue.url);
  return () => venue.remove();
}
