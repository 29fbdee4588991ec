/** Every method of @polymarket/client, unmodified, against a started venue. */
import { methodsOfSdk, testEveryMethod } from "./methods.ts";
import { publicSdk, sdkTrader } from "./sdk.ts";
import { SDK_TABLE } from "./tables.ts";

testEveryMethod(
  {
    name: "client",
    methods: async (stage) => {
      const { sdk } = await sdkTrader(stage);
      return [...methodsOfSdk(publicSdk(stage)), ...methodsOfSdk(sdk)];
    },
    table: SDK_TABLE,
  },
  {},
);
