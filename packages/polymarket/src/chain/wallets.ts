/**
 * Addresses of the wallets that belong to a key: contracts that would stand there, by CREATE2.
 * Formulas and constants of production: @polymarket/client src/wallet.ts and src/environments.ts (MIT).
 */
import { assert } from "@probity/core";
import type { Address } from "../ports.ts";
import { addressOfBytes } from "./checksum.ts";
import { bytesOfHex, hexOfBytes } from "./hex.ts";
import { keccak256 } from "./keccak.ts";

const PROXY_FACTORY = bytes("aB45c5A4B0c941a2F231C04C3f49182e1A254052");
const PROXY_IMPLEMENTATION = "44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f";
const SAFE_FACTORY = bytes("aacFeEa03eb1561C4e67d661e40682Bd20E3541b");
const SAFE_CODE_HASH = bytes("2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf");
const DEPOSIT_FACTORY = bytes("00000000000Fb5C9ADea0298D729A0CB3823Cc07");
const DEPOSIT_IMPLEMENTATION = "58CA52ebe0DadfdF531Cde7062e76746de4Db1eB";
const DEPOSIT_BEACON = "7A18EDfe055488A3128f01F563e5B479D92ffc3a";

/** A minimal proxy that calls its factory's implementation once with no arguments. */
const PROXY_CODE_HASH = keccak256(
  bytes(
    `3d3d606380380380913d393d73${hexOfBytes(PROXY_FACTORY).slice(2)}5af4602a57600080fd5b602d8060366000396000f3363d3d373d3d3d363d73${PROXY_IMPLEMENTATION}5af43d82803e903d91602b57fd5bf3` +
      `52e831dd${"20".padStart(64, "0")}${"0".repeat(64)}`,
  ),
);

/** Words that a deposit wallet is made with: its factory, and its owner as a number. */
const ARGUMENTS_BYTES = 64;
/** ERC-1967 with an implementation of its own, as Solady's LibClone makes it; the code says how long the arguments are. */
const UUPS_CODE = bytes(
  `61${(0x003d + ARGUMENTS_BYTES).toString(16).padStart(4, "0")}3d8160233d3973${DEPOSIT_IMPLEMENTATION}6009` +
    "5155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076" +
    "cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3",
);
/** … with the implementation that a beacon tells. */
const BEACON_CODE = bytes(
  `61${(0x0052 + ARGUMENTS_BYTES).toString(16).padStart(4, "0")}3d8160233d3973${DEPOSIT_BEACON}` +
    "60195155f3363d3d373d3d363d602036600436635c60da" +
    "1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6c" +
    "b3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3",
);

/** Every wallet whose owner is the address: proxy wallet, Safe, deposit wallets. */
export function walletsOf(owner: Address): readonly Address[] {
  const address = bytesOfHex(owner, 20);
  assert(address !== null, "an owner is an address");
  return [proxyWalletOf(address), safeOf(address), ...depositWalletsOf(address)].map(
    addressOfBytes,
  );
}

/** Of signature type 1. @param owner 20 bytes; so is the answer. */
export function proxyWalletOf(owner: Uint8Array): Uint8Array {
  return create2(PROXY_FACTORY, keccak256(owner), PROXY_CODE_HASH);
}

/** Of signature type 2. */
export function safeOf(owner: Uint8Array): Uint8Array {
  return create2(SAFE_FACTORY, keccak256(word(owner)), SAFE_CODE_HASH);
}

/** Of signature type 3: two can be one's own, by when they were made. The first is what is made today. */
export function depositWalletsOf(
  owner: Uint8Array,
): readonly [beacon: Uint8Array, uups: Uint8Array] {
  const made = Buffer.concat([word(DEPOSIT_FACTORY), word(owner)]);
  const salt = keccak256(made);
  const walletOf = (code: Uint8Array): Uint8Array =>
    create2(DEPOSIT_FACTORY, salt, keccak256(Buffer.concat([code, made])));
  return [walletOf(BEACON_CODE), walletOf(UUPS_CODE)];
}

/** The last 20 bytes of `keccak(0xff ‖ factory ‖ salt ‖ code hash)` (EIP-1014). */
function create2(factory: Uint8Array, salt: Uint8Array, codeHash: Uint8Array): Uint8Array {
  const parts = [Uint8Array.of(0xff), factory, salt, codeHash];
  return keccak256(Buffer.concat(parts)).subarray(12);
}

function word(address: Uint8Array): Uint8Array {
  const padded = new Uint8Array(32);
  padded.set(address, 12);
  return padded;
}

function bytes(digits: string): Uint8Array {
  return Buffer.from(digits, "hex");
}
