import fc from "fast-check";
import { encodeAbiParameters, encodePacked, keccak256, toBytes } from "viem";
import { describe, expect, test } from "vitest";
import type { Address, Hex } from "../ports.ts";
import {
  NEG_RISK_ADAPTER,
  UMA_ADAPTER,
  USDC_E,
  collectionIdOf,
  conditionIdOf,
  negRiskMarketIdOf,
  negRiskQuestionIdOf,
  positionIdOf,
  tokenIdsOf,
  umaQuestionIdOf,
} from "./ids.ts";

interface RealMarket {
  readonly slug: string;
  readonly oracle: Address;
  readonly questionId: Hex;
  readonly conditionId: Hex;
  readonly tokens: readonly [string, string];
  readonly isNegRisk: boolean;
}

/** The event of the election of 2024, the best known of all. */
const ELECTION: Hex = "0xe3b1bc389210504ebcb9cffe4b0ed06ccac50561e0f24abb6379984cec030f00";

/** As Polymarket's own APIs told of them between 2024 and 2026. */
const REAL_MARKETS: readonly RealMarket[] = [
  {
    slug: "new-rhianna-album-before-gta-vi-926",
    oracle: UMA_ADAPTER,
    questionId: "0xb6fd5ea8c21f01471ad673950edd4a1645698946906abb27597e3f3de7bd70f1",
    conditionId: "0x1fad72fae204143ff1c3035e99e7c0f65ea8d5cd9bd1070987bd1a3316f772be",
    tokens: [
      "98022490269692409998126496127597032490334070080325855126491859374983463996227",
      "53831553061883006530739877284105938919721408776239639687877978808906551086026",
    ],
    isNegRisk: false,
  },
  {
    slug: "new-playboi-carti-album-before-gta-vi-421",
    oracle: UMA_ADAPTER,
    questionId: "0x6ec4702f0a5bb188f0dd498647641f2aa13a871953a7f15fa3413939ad68144c",
    conditionId: "0x50ddb9cd80d5c271664a2ebb7fcaed1d0a148d82c8e8d314d830f75a944c3dcc",
    tokens: [
      "88275040060084773376557187972215267513049848642895776801789297917961077894224",
      "94376205816022955542979635542279932967359915765455578534002478996104754801969",
    ],
    isNegRisk: false,
  },
  {
    slug: "hype-updown-5m-1782287400",
    // The oracle of markets about prices.
    oracle: "0x58e1745bedda7312c4cddb72618923da1b90efde",
    questionId: "0x792fe58eee16af4e88260e9b48aaf9df51fc62559dfc09996692d7f91422148f",
    conditionId: "0x31efd0e7ebc0f21b99fdc4298d85345c092d6365e41c0d7c34af54b4e814c17e",
    tokens: [
      "102562980241399842340754882821350311201914838624536401554312024655151357472351",
      "25686291775041830600447990331333336688409335592148301477898066039324968927657",
    ],
    isNegRisk: false,
  },
  {
    slug: "nba-mem-okc-2025-03-27-total-239pt5",
    oracle: "0xb21182d0494521Cf45DbbeEbb5A3ACAAb6d22093",
    questionId: "0x4f4598cf6af36ca9540c66e35a0ca0ac1f10f31d53c6d5b2f2e040096ea50941",
    conditionId: "0x834e57936657ae5ddaea6d9e18ee780d04d588018ab6b9b18a44cc5317e5f6f2",
    tokens: [
      "111921395645355300487518569145849548118782457875824781317525262592604421091895",
      "63900173641965756847547093054309931316785483274507634668979439177621966623897",
    ],
    isNegRisk: false,
  },
  {
    slug: "will-the-price-of-bitcoin-be-greater-than-89000-on-apr-25",
    oracle: NEG_RISK_ADAPTER,
    questionId: "0x0d3ecb119ebc29f6f40017ac97c2564aef5bebea98817d0c64ce7aedc7de1500",
    conditionId: "0x396cff35d0089be0dd7a31c3dd8893dba91087cb204f36fd596ea8e176c8194f",
    tokens: [
      "56301394996158099288337148092833602815489233233695788581935629307696915237267",
      "24020800886044361928297303482313439338060103716147186009149855318565271604084",
    ],
    isNegRisk: true,
  },
  {
    slug: "will-donald-trump-win-the-2024-us-presidential-election",
    oracle: NEG_RISK_ADAPTER,
    questionId: ELECTION,
    conditionId: "0xdd22472e552920b8438158ea7238bfadfa4f736aa4cee91a6b86c39ead110917",
    tokens: [
      "21742633143463906290569050155826241533067272736897614950488156847949938836455",
      "48331043336612883890938759509493159234755048973500640148014422747788308965732",
    ],
    isNegRisk: true,
  },
];

/** `market` and `asset_id` of books that Polymarket sent in September 2026. */
const REAL_BOOKS: readonly (readonly [condition: Hex, token: string])[] = [
  [
    "0xc48e17e33742004e4ec5d3386d05f7d723f1c2da37b5cbc56e9ce432e13d8ed4",
    "61335977902549040838647614340959106920439456466051953454810638023705765740133",
  ],
  [
    "0x16fcfe6c4bc8bf2fd210f1e3b5b0d55a2115a437923dc5730d63acb62c3366c9",
    "69170306473064163780812013647523990069387767302750674849421091155270068626385",
  ],
  [
    "0x43204573cf724eda06c520a42a7cb97df319cc27ed997be3b96ca74398ede87f",
    "37064221817179838225957455025143891294172126736355626367799841115771049178138",
  ],
  [
    "0x9397ebfe71585a4beb75b9562083f44d4335fa2858b7bc9a21d2e231ca4b454c",
    "51639815615464253806811879048250527088947940655978278010959957844379210492399",
  ],
  [
    "0xe98dcebda874fe4bddc1d55a86e2d44c59faad0a58b2d87f4e5c0962fdd6c953",
    "35420552064573957890054377289453060181883377972622279203964713014618594895479",
  ],
];

describe("ids of real markets", () => {
  test.each(REAL_MARKETS)("$slug", (market) => {
    expect(conditionIdOf(market.oracle, market.questionId)).toBe(market.conditionId);
    expect(tokenIdsOf(market.conditionId, market.isNegRisk)).toEqual(market.tokens);
  });

  test.each(REAL_BOOKS)("the token of a book of %s", (condition, token) => {
    expect(tokenIdsOf(condition, false)).toContain(token);
  });

  test("a later question of a neg-risk market has its number in the last byte", () => {
    const harris = "0xc6485bb7ea46d7bb89beb9c91e7572ecfc72a6273789496f78bc5e989e4d1638";
    const question = negRiskQuestionIdOf(ELECTION, 7);
    expect(conditionIdOf(NEG_RISK_ADAPTER, question)).toBe(harris);
    expect(tokenIdsOf(harris, true)).toEqual([
      "69236923620077691027083946871148646972011131466059644796654161903044970987404",
      "87584955359245246404952128082451897287778571240979823316620093987046202296181",
    ]);
  });
});

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hexOf);
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(hexOf);

describe("ids by their definition", () => {
  test("conditions and positions are packed as Solidity packs them", () => {
    fc.assert(
      fc.property(address, hash, (account, id) => {
        expect(conditionIdOf(account, id)).toBe(
          keccak256(encodePacked(["address", "bytes32", "uint256"], [account, id, 2n])),
        );
        expect(positionIdOf(account, id)).toBe(
          BigInt(keccak256(encodePacked(["address", "bytes32"], [account, id]))).toString(),
        );
      }),
    );
  });

  test("a collection is a point of the curve, the first behind its hash, with the hash's parity", () => {
    fc.assert(
      fc.property(hash, fc.constantFrom(1 as const, 2 as const), (condition, indexSet) => {
        const start = BigInt(
          keccak256(encodePacked(["bytes32", "uint256"], [condition, BigInt(indexSet)])),
        );
        expect(collectionIdOf(condition, indexSet)).toBe(naiveCollection(start));
      }),
      { numRuns: 30 },
    );
  });

  test("a neg-risk market's id is its content's, with room for the question's number", () => {
    fc.assert(
      fc.property(
        address,
        fc.nat(10_000),
        fc.uint8Array({ maxLength: 200 }),
        (oracle, fee, data) => {
          const expected = keccak256(
            encodeAbiParameters(
              [{ type: "address" }, { type: "uint256" }, { type: "bytes" }],
              [oracle, BigInt(fee), hexOf(data)],
            ),
          );
          const id = negRiskMarketIdOf(oracle, fee, data);
          expect(id).toBe(`${expected.slice(0, -2)}00`);
          expect(negRiskQuestionIdOf(id, 254)).toBe(`${expected.slice(0, -2)}fe`);
        },
      ),
    );
  });

  test("UMA's question has who asked in it", () => {
    const text = "q: title: Will it – rain?, description: … res_data: p1: 0, p2: 1, p3: 0.5";
    expect(umaQuestionIdOf(text, USDC_E)).toBe(
      keccak256(toBytes(`${text},initializer:2791bca1f2de4661ed88a30c99a7a9449aa84174`)),
    );
  });

  test("a question has a number of one byte, and 255 is none", () => {
    expect(() => negRiskQuestionIdOf(ELECTION, 255)).toThrow("0 to 254");
    expect(() => negRiskQuestionIdOf(ELECTION, -1)).toThrow("0 to 254");
  });
});

const FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** As CTHelpers.sol says it, one bit of the exponent after the other. */
function naiveCollection(start: bigint): Hex {
  let x = start;
  let y = 0n;
  let square = 0n;
  do {
    x = (x + 1n) % FIELD;
    square = (x ** 3n + 3n) % FIELD;
    y = naivePower(square, (FIELD + 1n) / 4n);
  } while ((y * y) % FIELD !== square);
  const isOdd = start >> 255n !== 0n;
  if (isOdd !== (y % 2n === 1n)) y = FIELD - y;
  const id = y % 2n === 1n ? x ^ (1n << 254n) : x;
  return `0x${id.toString(16).padStart(64, "0")}`;
}

function naivePower(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = naivePower((base * base) % FIELD, exponent / 2n);
  return exponent % 2n === 1n ? (half * base) % FIELD : half;
}

function hexOf(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}
