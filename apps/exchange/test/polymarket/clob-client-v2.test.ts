/** Every public method of @polymarket/clob-client-v2, unmodified, against a started venue. */
import { ClobClient } from "@polymarket/clob-client-v2";
import { account } from "./clob-account.ts";
import { keys, newestKeys } from "./clob-keys.ts";
import { marketData, newestMarketData } from "./clob-market-data.ts";
import { newestOrders, orders } from "./clob-orders.ts";
import { methodsOf, testEveryMethod } from "./methods.ts";

testEveryMethod(
  {
    name: "clob-client-v2",
    methods: methodsOf(ClobClient, "@polymarket/clob-client-v2", "dist/client.d.ts"),
    table: {
      ...marketData,
      ...newestMarketData,
      ...keys,
      ...newestKeys,
      ...orders,
      ...newestOrders,
      ...account,
    },
  },
  {},
);
