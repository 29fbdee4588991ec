/** Every public method of @polymarket/clob-client-v2, unmodified, against a started venue. */
import { ClobClient } from "@polymarket/clob-client-v2";
import { methodsOf, testEveryMethod } from "./methods.ts";
import { NEWEST_TABLE } from "./tables.ts";

testEveryMethod(
  {
    name: "clob-client-v2",
    methods: () => methodsOf(ClobClient, "@polymarket/clob-client-v2", /^client\.d\.ts$/),
    table: NEWEST_TABLE,
  },
  {},
);
