import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, expect, test } from "vitest";
import { openMailer, resendMailer } from "./mailer.ts";
import { readConfig } from "./read-config.ts";

const MAIL = {
  to: "ada@example.org",
  subject: "A new password",
  text: "Open\n\nhttps://venue.example/reset-password?token=abc\n\nsoon.\n",
};
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function port(server: Server): Promise<number> {
  closing.push(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function mailerFor(environment: Record<string, string>) {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  return { mailer: openMailer(readConfig(environment), logger), lines };
}

/** A mail server that takes letters, as RFC 5321 has it. */
function smtpServer(received: string[], { refuses = false } = {}): Server {
  return createServer((socket) => {
    let isData = false;
    let text = "";
    socket.setEncoding("utf8");
    socket.on("error", () => {});
    socket.write("220 mail.example\r\n");
    socket.on("data", (chunk: string) => {
      text += chunk;
      while (text !== "") {
        const end = text.indexOf(isData ? "\r\n.\r\n" : "\r\n");
        if (end === -1) return;
        const said = text.slice(0, end);
        text = text.slice(end + (isData ? 5 : 2));
        received.push(said);
        if (isData) isData = false;
        else if (/^DATA/i.test(said)) {
          isData = true;
          socket.write("354 go on\r\n");
          continue;
        }
        const isRefused = refuses && /^RCPT/i.test(said);
        socket.write(isRefused ? "550 nobody here\r\n" : "250 ok\r\n");
      }
    });
  });
}

test("by SMTP a letter reaches the server with sender, reader, subject and text", async () => {
  const received: string[] = [];
  const at = await port(smtpServer(received));
  const { mailer } = mailerFor({
    SMTP_URL: `smtp://127.0.0.1:${at}`,
    MAIL_FROM: "Probity <venue@example.org>",
  });
  await mailer.send(MAIL);
  expect(received).toContain("MAIL FROM:<venue@example.org>");
  expect(received).toContain("RCPT TO:<ada@example.org>");
  const letter = received.find((said) => said.includes("Subject: ")) ?? "";
  expect(letter).toContain("Subject: A new password");
  expect(letter.replaceAll("=3D", "=").replaceAll("=\r\n", "")).toContain(
    "https://venue.example/reset-password?token=abc",
  );
});

test("a server that refuses, or is not there, is an error and not a letter sent", async () => {
  const at = await port(smtpServer([], { refuses: true }));
  const refused = mailerFor({ SMTP_URL: `smtp://127.0.0.1:${at}` }).mailer;
  await expect(refused.send(MAIL)).rejects.toThrow();
  await expect(mailerFor({ SMTP_URL: "smtp://127.0.0.1:1" }).mailer.send(MAIL)).rejects.toThrow();
});

test("by Resend a letter is one request with the key, and a refusal is an error", async () => {
  const asked: { key: string | undefined; body: string }[] = [];
  const server = createHttpServer((request, response) => {
    let body = "";
    request.on("data", (data) => (body += data));
    request.on("end", () => {
      asked.push({ key: request.headers.authorization, body });
      response.statusCode = asked.length === 1 ? 200 : 422;
      response.end("{}");
    });
  });
  const at = await port(server);
  const mailer = resendMailer("re_key", "venue@example.org", `http://127.0.0.1:${at}/emails`);
  await mailer.send(MAIL);
  expect(asked[0]?.key).toBe("Bearer re_key");
  expect(JSON.parse(asked[0]?.body ?? "")).toEqual({
    from: "venue@example.org",
    to: ["ada@example.org"],
    subject: MAIL.subject,
    text: MAIL.text,
  });
  await expect(mailer.send(MAIL)).rejects.toThrow("422");
});

test("into a folder a letter is a file that nobody else reads, with no lines smuggled in", async () => {
  const folder = await mkdtemp(join(tmpdir(), "probity-letters-"));
  closing.push(() => rm(folder, { recursive: true }));
  const { mailer } = mailerFor({ MAIL_FOLDER: folder });
  await mailer.send({ ...MAIL, subject: "x\r\nBcc: eve@example.org" });
  const [name = ""] = await readdir(folder);
  const text = await readFile(join(folder, name), "utf8");
  expect(text).toContain("To: ada@example.org\r\nSubject: x Bcc: eve@example.org\r\n\r\n");
  expect(text).toContain(MAIL.text);
  expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
});

test("at home the log has the link; in production it has neither link nor address", async () => {
  const home = mailerFor({});
  await home.mailer.send(MAIL);
  expect(home.lines.join("")).toContain("token=abc");
  expect(home.lines.join("")).not.toContain("ada@example.org");
  const earnest = mailerFor({ NODE_ENV: "production" });
  await earnest.mailer.send(MAIL);
  expect(earnest.lines.join("")).toContain("was not sent");
  expect(earnest.lines.join("")).not.toMatch(/token=|ada@/);
});
