import type { OwnerId } from "@probity/core";
import {
  ChallengeAnswer,
  ChallengeRequest,
  DoneAnswer,
  ExternalSignInRequest,
  SignInAnswer,
  WalletProof,
  formatTime,
  isOfWallet,
  walletParams,
} from "@probity/protocol";
import { callerOf, signedIn } from "../caller.ts";
import { anybody } from "../needs.ts";
import { signInLimit } from "../rate-limit.ts";
import { badField, refuse } from "../refusal.ts";
import { signIn } from "../sign-in.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

/** Signing in without a password: with a wallet (EIP-4361), or by an identity provider. */
export function walletRoutes(app: App, venue: Venue): void {
  const common = { tags: ["sign-in"], querystring: NoQuery };
  const config = signInLimit(venue.settings);
  const onRequest = signedIn(venue, "person");
  const { people, keys, wallets } = venue;
  const done = () => ({ seq: venue.sequencer.durableSequence, done: true as const });

  app.post(
    "/auth/wallet/challenge",
    {
      onRequest: anybody,
      config,
      schema: {
        ...common,
        summary: "A message to sign with your wallet, good for ten minutes and once",
        body: ChallengeRequest,
        response: answers(ChallengeAnswer),
      },
    },
    async ({ body }) => {
      const challenge = wallets.challenge(body.address, body.chain_id);
      if (challenge === null) throw badField("address", "it is not an address");
      const { message, expiresAt } = challenge;
      const seq = venue.sequencer.durableSequence;
      return { seq, message, expires_at: formatTime(expiresAt) };
    },
  );

  app.post(
    "/auth/wallet",
    {
      onRequest: anybody,
      config,
      schema: {
        ...common,
        summary: "Sign in with a signed challenge; a wallet that is new registers",
        body: WalletProof,
        response: answers(SignInAnswer),
      },
    },
    async (request, reply) => {
      const wallet = await signer(request.body);
      const owner = (await people.ownerOf("wallet", wallet)) ?? (await admit({ wallet }));
      return signIn(venue, owner, request, reply);
    },
  );

  app.post(
    "/auth/wallets",
    {
      onRequest,
      config,
      schema: {
        ...common,
        security: BEARER,
        summary: "Add a wallet to sign in with, with a signed challenge",
        body: WalletProof,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const wallet = await signer(request.body);
      const change = await people.addWallet(callerOf(request), wallet);
      if (change !== "done") throw refuse(REFUSED[change]);
      return done();
    },
  );

  app.delete(
    "/auth/wallets/:address",
    {
      onRequest,
      schema: {
        ...common,
        security: BEARER,
        summary: "Sign in with that wallet no longer",
        params: walletParams,
        response: answers(DoneAnswer),
      },
    },
    async (request) => {
      const { address } = request.params;
      const owner = callerOf(request);
      const change = await people.removeWallet(owner, address);
      if (change !== "done") throw refuse(REFUSED[change]);
      // The keys that it signed for sign in for it.
      for (const { id, label } of await keys.keysOf(owner)) {
        if (isOfWallet(label, address)) await keys.revokeKey(owner, id);
      }
      return done();
    },
  );

  app.post(
    "/auth/external",
    {
      onRequest: anybody,
      config,
      schema: {
        ...common,
        summary: "Sign in with a token of the venue's identity provider; who is new registers",
        body: ExternalSignInRequest,
        response: answers(SignInAnswer),
      },
    },
    async (request, reply) => {
      if (venue.external === null) throw refuse("EXTERNAL_SIGN_IN_OFF");
      const subject = await venue.external.subjectOf(request.body.token);
      if (subject === null) throw refuse("TOKEN_INVALID");
      const owner = (await people.ownerOfSubject(subject)) ?? (await admit({ subject }));
      return signIn(venue, owner, request, reply);
    },
  );

  async function signer({ message, signature }: { message: string; signature: `0x${string}` }) {
    const wallet = await wallets.signer(message, signature);
    if (wallet === null) throw refuse("WALLET_PROOF_INVALID");
    return wallet;
  }

  /** Of two who come at once with the same, the second finds the first. */
  async function admit(newcomer: Parameters<typeof people.admit>[0]): Promise<OwnerId> {
    const admission = await people.admit(newcomer);
    if (admission.kind === "registered") return admission.owner;
    throw refuse("CREDENTIAL_TAKEN");
  }
}

const REFUSED = {
  CredentialTaken: "CREDENTIAL_TAKEN",
  TooManyCredentials: "TOO_MANY_CREDENTIALS",
  LastCredential: "LAST_CREDENTIAL",
  CredentialNotFound: "CREDENTIAL_NOT_FOUND",
  PersonNotFound: "TOKEN_INVALID",
} as const;
