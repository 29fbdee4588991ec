/** Public face of the package; see README.md for what it guarantees. */
export {};
