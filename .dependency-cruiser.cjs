// Which package may import which; see "The tree" in docs/architecture.md.
const { readdirSync, readFileSync } = require("node:fs");
const path = require("node:path");

const foundation = ["core", "market-data", "protocol"];
const services = ["identity", "store", "settlement", "oracle"];

/** Packages each package may import. Everything points downward, towards the core. */
const mayImport = {
  core: [],
  "market-data": ["core"],
  protocol: ["core"],
  sequencer: foundation,
  identity: [...foundation, "sequencer"],
  store: [...foundation, "sequencer"],
  settlement: [...foundation, "sequencer"],
  oracle: [...foundation, "sequencer"],
  gateway: [...foundation, "sequencer", ...services],
  // Stands on the gateway: docs/decisions/0035-polymarket-beside-the-native-api.md
  polymarket: [...foundation, "sequencer", ...services, "gateway"],
  client: foundation,
  trader: [...foundation, "client"],
  simulator: [...foundation, "sequencer", "client"],
};

const oneOf = (names) => `(${names.join("|")})/`;
const tests = "\\.(test|bench)\\.ts$|/test/";

/** Tests may let the simulator's workload loose on what they test, where it does not stand on that itself. */
const mayBeSimulated = ["store"];

const directions = Object.entries(mayImport).flatMap(([name, allowed]) => {
  const rule = (suffix, from, names) => ({
    name: `${name}${suffix}-imports-downward-only`,
    severity: "error",
    from: { path: `^packages/${name}/`, ...from },
    to: { path: "^packages/", pathNot: `^packages/${oneOf([name, ...names])}` },
  });
  if (!mayBeSimulated.includes(name)) return [rule("", {}, allowed)];
  return [
    rule("", { pathNot: tests }, allowed),
    rule("-test", { path: `^packages/${name}/.*(${tests})` }, [...allowed, "simulator"]),
  ];
});

// Imports between our own packages come out with the dependency type
// "undetermined", so the cruiser's own manifest rules do not see them.
const declarations = workspaces().map(({ folder, declared }) => ({
  name: `${folder.replace("/", "-")}-declares-what-it-imports`,
  severity: "error",
  from: { path: `^${folder}/` },
  to: { path: "^(packages|apps)/", pathNot: `^(${[folder, ...declared].join("|")})/` },
}));

module.exports = {
  forbidden: [
    ...directions,
    ...declarations,
    {
      name: "every-package-has-its-place",
      comment: "A new package is entered into the table above first.",
      severity: "error",
      from: { path: "^packages/", pathNot: `^packages/${oneOf(Object.keys(mayImport))}` },
      to: {},
    },
    {
      name: "nothing-imports-an-app",
      comment: "Apps wire things; they are started, not used.",
      severity: "error",
      from: { pathNot: "^(apps|bin)/" },
      to: { path: "^apps/" },
    },
    {
      name: "apps-stay-apart",
      severity: "error",
      from: { path: "^apps/([^/]+)/", pathNot: "^apps/cli/" },
      to: { path: "^apps/", pathNot: "^apps/$1/" },
    },
    {
      name: "the-cli-starts-the-exchange-through-its-index",
      severity: "error",
      from: { path: "^apps/cli/" },
      to: { path: "^apps/", pathNot: ["^apps/cli/", "^apps/exchange/src/index\\.ts$"] },
    },
    {
      name: "packages-meet-at-their-index",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/" },
      to: {
        path: "^(packages|apps)/",
        pathNot: ["^$1/$2/", "^(packages|apps)/[^/]+/src/index\\.ts$"],
      },
    },
    {
      name: "core-depends-on-nothing",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: tests },
      to: { pathNot: "^packages/core/src/" },
    },
    {
      name: "libraries-are-declared",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "development-tools-stay-in-tests",
      severity: "error",
      // The bench is such a tool itself: what it measures against is nobody else's dependency. So are
      // the scripts that take pictures of the app.
      from: { path: "^(packages|apps)/", pathNot: [tests, "^apps/bench/", "^apps/web/scripts/"] },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "every-import-resolves",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Built files.
    exclude: { path: "^apps/web/dist/" },
    // Types count: a type from above is a dependency on what is above.
    tsPreCompilationDeps: true,
    // Root development dependencies serve the tests of every package.
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".d.ts"],
    },
  },
};

/** Folder of each workspace, and the folders of the workspaces its manifest declares. */
function workspaces() {
  const found = ["packages", "apps"].flatMap((parent) => subfolders(parent).map(readManifest));
  const folderOf = new Map(found.map(({ folder, name }) => [name, folder]));
  return found.map(({ folder, dependencies }) => ({
    folder,
    declared: dependencies.map((name) => folderOf.get(name)).filter(Boolean),
  }));
}

function subfolders(parent) {
  try {
    const entries = readdirSync(parent, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(parent, entry.name));
  } catch {
    return [];
  }
}

function readManifest(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const dependencies = { ...manifest.dependencies, ...manifest.devDependencies };
  return { folder, name: manifest.name, dependencies: Object.keys(dependencies) };
}
