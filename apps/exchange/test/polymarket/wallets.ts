/** Addresses of the wallets that Polymarket makes for a key, derived as its SDK derives them. */
import {
  concat,
  encodeAbiParameters,
  encodePacked,
  getCreate2Address,
  keccak256,
  numberToHex,
} from "viem";
import type { Address, Hex } from "viem";

/** Of `environments.ts` of the SDK, which does not export them. */
const config = {
  proxyFactory: "0xaB45c5A4B0c941a2F231C04C3f49182e1A254052",
  proxyImplementation: "0x44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f",
  safeFactory: "0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b",
  safeInitCodeHash: "0x2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf",
  depositWalletFactory: "0x00000000000Fb5C9ADea0298D729A0CB3823Cc07",
  depositWalletBeacon: "0x7A18EDfe055488A3128f01F563e5B479D92ffc3a",
} as const;
const lower = (address: Hex) => address.slice(2).toLowerCase();

/** Signature type 1: an EIP-1167 clone. */
export function proxyOf(owner: Address): Address {
  const factory = lower(config.proxyFactory);
  const implementation = lower(config.proxyImplementation);
  const initCode: Hex = `0x3d3d606380380380913d393d73${factory}5af4602a57600080fd5b602d8060366000396000f3363d3d373d3d3d363d73${implementation}5af43d82803e903d91602b57fd5bf352e831dd00000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000`;
  return getCreate2Address({
    from: config.proxyFactory,
    salt: keccak256(encodePacked(["address"], [owner])),
    bytecodeHash: keccak256(initCode),
  });
}

/** Signature type 2. */
export function safeOf(owner: Address): Address {
  return getCreate2Address({
    from: config.safeFactory,
    salt: keccak256(encodeAbiParameters([{ type: "address" }], [owner])),
    bytecodeHash: config.safeInitCodeHash,
  });
}

/** Signature type 3: the deposit wallet that is made today, a beacon proxy. */
export function depositWalletOf(owner: Address): Address {
  const args = encodeAbiParameters(
    [{ type: "address" }, { type: "bytes32" }],
    [config.depositWalletFactory, `0x${lower(owner).padStart(64, "0")}`],
  );
  const length = BigInt((args.length - 2) / 2);
  const initCode = concat([
    numberToHex(0x6100523d8160233d3973n + (length << 56n), { size: 10 }),
    config.depositWalletBeacon,
    "0x60195155f3363d3d373d3d363d602036600436635c60da",
    "0x1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6c",
    "0xb3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3",
    args,
  ]);
  return getCreate2Address({
    from: config.depositWalletFactory,
    salt: keccak256(args),
    bytecodeHash: keccak256(initCode),
  });
}
