/** The files of `deploy/` say what is true of the venue: its settings, its metrics, its commands. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse as parseToml } from "smol-toml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { readConfig, readSettings } from "../src/index.ts";
import { WEB_APP } from "../src/web-app.ts";
import { newFolder, settings } from "./test-venue.ts";
import { startVenue } from "../src/index.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SECRETS = {
  JWT_SECRET: "0123456789abcdef0123456789abcdef",
  PROBITY_ADMIN_PASSWORD: "nobody knows this one",
  POSTGRES_PASSWORD: "nor this one",
  METRICS_TOKEN: "and this one neither",
};
const variables = new Set<string>(readSettings({}).map(({ name }) => name));

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function refusalOf(act: () => unknown): string {
  try {
    act();
    return "";
  } catch (error) {
    return String(error);
  }
}

/** `${NAME}`, `${NAME:-usual}` and `${NAME:?why}` as Compose reads them. */
function substituted(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind, rest: string) => {
    const value = environment[name];
    if (value !== undefined) return value;
    if (kind === "-") return rest;
    throw new Error(`${name} is not given: ${rest}`);
  });
}

describe("compose.yaml", () => {
  interface Service {
    readonly healthcheck?: { readonly test: readonly string[] };
    readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
    readonly environment?: Readonly<Record<string, string>>;
    readonly command?: readonly string[];
    readonly profiles?: readonly string[];
    readonly volumes?: readonly string[];
    readonly build?: string;
  }
  const { services } = parseYaml(read("compose.yaml")) as {
    readonly services: Readonly<Record<"probity" | "postgres" | "redis", Service>>;
  };
  const environment = services.probity.environment ?? {};

  test("S2.4 the venue starts when database and Redis are healthy, and not before", () => {
    expect(services.probity.depends_on).toEqual({
      postgres: { condition: "service_healthy" },
      redis: { condition: "service_healthy" },
    });
    for (const name of ["postgres", "redis"] as const) {
      expect(services[name].healthcheck?.test[0]).toBe("CMD");
      expect(services[name].profiles).toBeUndefined();
    }
    // The venue's own stands in its image.
    expect(read("Dockerfile")).toMatch(/^HEALTHCHECK[\s\S]+\/ready/m);
    expect(services.redis.command).toContain("--appendonly");
    for (const service of Object.values(services)) {
      expect(service.volumes ?? []).not.toHaveLength(service.profiles === undefined ? 0 : -1);
    }
  });

  test("S2.3 S3.23 every setting of it exists, and with secrets given they are usable", () => {
    for (const name of Object.keys(environment)) expect(variables).toContain(name);
    const given = Object.fromEntries(
      Object.entries(environment).map(([name, text]) => [name, substituted(text, SECRETS)]),
    );
    expect(readConfig(given)).toMatchObject({
      NODE_ENV: "production",
      PORT: 8_080,
      DATABASE_URL: "postgres://probity:nor this one@postgres:5432/probity",
      REDIS_URL: "redis://redis:6379",
    });
  });

  test("S3.20 no secret stands in it, and without one it does not start", () => {
    for (const secret of Object.keys(SECRETS)) {
      const { [secret]: _, ...others } = SECRETS as Record<string, string>;
      const all = JSON.stringify(services);
      expect(all).toContain(`\${${secret}:?`);
      expect(() => substituted(all, others)).toThrow(secret);
    }
  });

  test("the files it mounts are there", () => {
    const sources = Object.values(services)
      .flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(":")[0] ?? ""))
      .filter((source) => source.startsWith("."));
    expect(sources.length).toBeGreaterThan(1);
    expect(sources.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
  });
});

test("S3.23 S3.26 the image has the Node we need, is not root, and starts what is there", () => {
  const lines = read("Dockerfile").split("\n");
  const of = (word: string) => lines.filter((line) => line.startsWith(`${word} `));
  expect(of("FROM")).toEqual(["FROM node:24-bookworm-slim AS web", "FROM node:24-bookworm-slim"]);
  expect(of("USER")).toEqual(["USER node"]);
  const command = JSON.parse(of("CMD").at(-1)!.slice(4)) as string[];
  expect(command).toEqual(["node", "bin/probity.mjs", "start"]);
  expect(existsSync(join(ROOT, command[1]!))).toBe(true);
  const environment = [...read("Dockerfile").matchAll(/^(?:ENV| {3}) ([A-Z_]+)=(\S+)/gm)];
  expect(environment).toHaveLength(4);
  for (const [, name] of environment) expect(variables).toContain(name);
  const ignored = read(".dockerignore").split("\n");
  for (const path of [".env", ".git", ".probity", "node_modules"]) expect(ignored).toContain(path);
});

test("the image has the web app, built in it, and where the venue looks for it", () => {
  const lines = read("Dockerfile").split("\n");
  expect(lines.find((line) => line.includes("apps/web/build.mjs"))).toContain(
    "npm ci --omit=dev &&",
  );
  const copy = lines.find((line) => line.startsWith("COPY --from=web"));
  const [, , from = "", to = ""] = copy?.split(" ") ?? [];
  expect(join("/app", to)).toBe(from);
  expect(join(ROOT, to)).toBe(WEB_APP);
  // Not the one somebody built outside.
  expect(read(".dockerignore").split("\n")).toContain(to);
  const workspaces = [...read("Dockerfile").matchAll(/--workspace (\S+)/g)].map(([, path]) => path);
  expect(workspaces).toEqual(["apps/cli", "apps/exchange"]);
});

test("S3.23 the file of the hosted platform names settings, image and checks that exist", () => {
  const file = parseToml(read("deploy/fly.toml")) as unknown as {
    readonly build: { readonly dockerfile: string };
    readonly env: Readonly<Record<string, string>>;
    readonly http_service: {
      readonly internal_port: number;
      readonly checks: readonly { readonly path: string }[];
    };
    readonly mounts: readonly { readonly destination: string }[];
  };
  expect(existsSync(join(ROOT, "deploy", file.build.dockerfile))).toBe(true);
  for (const name of Object.keys(file.env)) expect(variables).toContain(name);
  const config = readConfig({ ...file.env, ...SECRETS });
  expect(file.http_service.internal_port).toBe(config.PORT);
  expect(file.mounts.map(({ destination }) => destination)).toEqual([config.PROBITY_DATA]);
  expect(file.http_service.checks.map(({ path }) => path)).toEqual(["/ready"]);
});

describe("one file of settings for each environment", () => {
  test.each(["development", "staging", "production"])("S4.25 %s", (name) => {
    const file = { PROBITY_CONFIG: join(ROOT, `deploy/${name}.toml`) };
    const config = readConfig({ ...file, ...SECRETS });
    expect(config.NODE_ENV).toBe(name === "development" ? "development" : "production");
    const inFile = readSettings(file).filter(({ origin }) => origin === "file");
    expect(inFile.length).toBeGreaterThan(5);
    // Secrets stand in none of them.
    expect(inFile.every(({ shown }) => !shown.includes("not shown"))).toBe(true);
    // Where strangers come, the secret of the documentation is refused.
    const documented = () => readConfig({ ...file, JWT_SECRET: "$(openssl rand -hex 32)" });
    const problem = name === "development" ? "" : "JWT_SECRET";
    expect(refusalOf(documented)).toContain(problem);
  });
});

describe("what is watched exists", () => {
  const metrics = new Set<string>();
  beforeAll(async () => {
    const folder = await newFolder();
    const venue = await startVenue(readConfig(settings(folder.path)), () => {});
    const text = await (await fetch(`${venue.url}/metrics`)).text();
    for (const [, name = ""] of text.matchAll(/^# TYPE (\S+)/gm)) metrics.add(name);
    await venue.close();
    await folder.remove();
  });
  afterAll(() => metrics.clear());

  /** Metrics a query names: what is followed by a selector, a range, or nothing, and is no word of the language. */
  function named(query: string): string[] {
    const words =
      /^(?:sum|by|le|rate|increase|topk|histogram_quantile|status|side|kind|outcome|match_type|\d.*)$/;
    return [
      ...query
        .replace(/\{[^}]*\}/g, "")
        .replace(/\[[^\]]*\]/g, "")
        .matchAll(/[a-z_][a-z0-9_]*/g),
    ]
      .map(([name]) => name)
      .filter((name) => !words.test(name) && name !== "up")
      .map((name) => name.replace(/_(?:bucket|sum|count)$/, ""));
  }

  test("each panel of the dashboard", () => {
    const { panels } = JSON.parse(read("deploy/grafana/dashboard.json")) as {
      readonly panels: readonly {
        readonly title: string;
        readonly targets?: readonly { readonly expr: string }[];
      }[];
    };
    const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(queries.length).toBeGreaterThan(30);
    for (const query of queries) {
      expect(named(query).length).toBeGreaterThan(0);
      for (const name of named(query)) expect(metrics).toContain(name);
    }
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });

  test("each alert, which says what to do and stands in the guide", () => {
    interface Rule {
      readonly alert: string;
      readonly expr: string;
      readonly labels: { readonly severity: string };
      readonly annotations: { readonly summary: string; readonly action: string };
    }
    const { groups } = parseYaml(read("deploy/prometheus/alerts.yml")) as {
      readonly groups: readonly { readonly rules: readonly Rule[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    const guide = read("docs/guides/operator.md");
    expect(rules.length).toBeGreaterThan(10);
    for (const { alert, expr, labels, annotations } of rules) {
      for (const name of named(expr)) expect(metrics).toContain(name);
      expect(["page", "warn"]).toContain(labels.severity);
      expect(annotations.action).toMatch(/^[A-Z].+\.$|^probity .+\.$/);
      expect(guide).toContain(`\`${alert}\``);
    }
  });

  test("what Prometheus and Grafana are told of is there", () => {
    const prometheus = parseYaml(read("deploy/prometheus/prometheus.yml")) as {
      readonly rule_files: readonly string[];
    };
    for (const file of prometheus.rule_files) {
      expect(existsSync(join(ROOT, "deploy/prometheus", file))).toBe(true);
    }
    for (const folder of ["datasources", "dashboards"]) {
      const place = join(ROOT, "deploy/grafana/provisioning", folder);
      for (const file of readdirSync(place)) {
        expect(parseYaml(readFileSync(join(place, file), "utf8"))).toMatchObject({ apiVersion: 1 });
      }
    }
  });
});

test("S3.22 every command of the project starts something that is there", () => {
  const { scripts } = JSON.parse(read("package.json")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const wanted = ["dev", "start", "test", "test:watch", "test:coverage", "seed", "reset", "check"];
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(wanted));
  for (const [name, script] of Object.entries(scripts)) {
    const files = script.match(/\b(?:bin|scripts|deploy|packages|apps|node_modules)\/[\w./-]+/g);
    for (const file of files ?? ["no file"])
      expect([name, file, existsSync(join(ROOT, file))]).toEqual([name, file, true]);
  }
});
