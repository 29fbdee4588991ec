import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mail, Mailer } from "@probity/gateway";
import { createTransport } from "nodemailer";
import type { Logger } from "pino";
import type { Config } from "./config.ts";

const RESEND_URL = "https://api.resend.com/emails";
const SEND_MS = 15_000;

/** How letters leave this venue: by SMTP, by Resend, into a folder, or else into the log. */
export function openMailer(config: Config, logger: Logger): Mailer {
  const { SMTP_URL, RESEND_API_KEY, MAIL_FOLDER, MAIL_FROM, NODE_ENV } = config;
  if (SMTP_URL !== undefined) return smtpMailer(SMTP_URL, MAIL_FROM);
  if (RESEND_API_KEY !== undefined) return resendMailer(RESEND_API_KEY, MAIL_FROM);
  if (MAIL_FOLDER !== undefined) return folderMailer(MAIL_FOLDER, MAIL_FROM);
  return NODE_ENV === "production" ? noMailer(logger) : logMailer(logger);
}

function smtpMailer(url: string, from: string): Mailer {
  const limits = { connectionTimeout: SEND_MS, greetingTimeout: SEND_MS, socketTimeout: SEND_MS };
  // A letter is text: neither files nor addresses are fetched for it.
  const transport = createTransport({
    url,
    ...limits,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (mail) => {
      await transport.sendMail({ from, ...mail });
    },
  };
}

/** @param url for tests. */
export function resendMailer(key: string, from: string, url: string = RESEND_URL): Mailer {
  return {
    send: async ({ to, subject, text }) => {
      const response = await fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ from, to: [to], subject, text }),
        signal: AbortSignal.timeout(SEND_MS),
      });
      if (!response.ok) throw new Error(`the mail service answered ${response.status}`);
    },
  };
}

/** A file for each letter, whole as soon as it has its name. */
function folderMailer(folder: string, from: string): Mailer {
  return {
    send: async (mail) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, `${Date.now()}-${randomUUID()}.eml`);
      await writeFile(`${file}.tmp`, letterText(mail, from), { mode: 0o600 });
      await rename(`${file}.tmp`, file);
    },
  };
}

function letterText({ to, subject, text }: Mail, from: string): string {
  const line = (value: string): string => value.replace(/[\r\n]+/g, " ");
  return `From: ${line(from)}\r\nTo: ${line(to)}\r\nSubject: ${line(subject)}\r\n\r\n${text}`;
}

/** At home the link in the log is how one gets on. */
function logMailer(logger: Logger): Mailer {
  return {
    send: async ({ subject, text }) => {
      const link = /https?:\S+/.exec(text)?.[0] ?? "";
      logger.info({ subject, link }, "a letter; set SMTP_URL to have it sent");
    },
  };
}

/** What a letter carries opens an account, so it is not in the log of a venue in earnest. */
function noMailer(logger: Logger): Mailer {
  return {
    send: async ({ subject }) => {
      logger.warn({ subject }, "a letter was not sent: set SMTP_URL or RESEND_API_KEY");
    },
  };
}
