import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_POSITION, Positions } from "./positions.ts";

const visit = fc.record({ account: fc.integer({ min: 0, max: 90 }), market: fc.nat({ max: 60 }) });

test("finds for every account and market the one position made for them", () => {
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 600 }), (visits) => {
      const positions = new Positions();
      const made = new Map<string, number>();
      for (const { account, market } of visits) {
        const name = `${account}/${market}`;
        expect(positions.find(account, market)).toBe(made.get(name) ?? NO_POSITION);
        const position = positions.take(account, market);
        expect(position).toBe(made.get(name) ?? made.size);
        made.set(name, position);
        expect([positions.account(position), positions.market(position)]).toEqual([
          account,
          market,
        ]);
      }
      expect(positions.size).toBe(made.size);
      for (let account = 0; account <= 91; account++) {
        const own = [...made].filter(([name]) => name.startsWith(`${account}/`));
        const found = positions.of(account).toSorted((a, b) => a - b);
        expect(found).toEqual(own.map(([, position]) => position).toSorted((a, b) => a - b));
      }
      expect(positions.of(-1)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
