/** Every public method of @polymarket/clob-client, unmodified, against a venue that speaks version 1. */
import { ClobClient, RfqClient } from "@polymarket/clob-client";
import { methodsOf, testEveryMethod } from "./methods.ts";
import { olderClient } from "./older-client.ts";
import { OLDER_TABLE } from "./tables.ts";

testEveryMethod(
  {
    name: "clob-client",
    methods: () => [
      ...methodsOf(ClobClient, "@polymarket/clob-client", /^client\.d\.ts$/),
      ...methodsOf(RfqClient, "@polymarket/clob-client", /^rfq-client\.d\.ts$/).map(
        (name) => `rfq.${name}`,
      ),
    ],
    table: OLDER_TABLE,
  },
  { environment: { POLYMARKET_VERSION: "1" }, maker: olderClient },
);
