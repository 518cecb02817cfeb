/* lib/mail.mjs: reads the mails that the SMTP server has taken, as far as the journeys need it.
 * SPDX-License-Identifier: Apache-2.0 */

function headersOf(block) {
  const headers = {};
  for (const line of block.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const at = line.indexOf(":");
    if (at > 0) headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
  }
  return headers;
}

function quotedPrintable(text) {
  return Buffer.from(text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");
}

function decodeBody(headers, body) {
  const how = (headers["content-transfer-encoding"] || "").toLowerCase();
  const bytes = how === "base64" ? Buffer.from(body, "base64") : how === "quoted-printable" ? quotedPrintable(body) : Buffer.from(body, "latin1");
  return bytes.toString("utf8");
}

/* RFC 2047: words beside each other are one text. */
function decodeHeader(value) {
  return value.replace(/\?=\s+=\?/g, "?==?").replace(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi, (_, charset, how, text) =>
    (how.toLowerCase() === "b" ? Buffer.from(text, "base64") : quotedPrintable(text.replace(/_/g, " "))).toString("utf8"));
}

function parts(headers, body) {
  const boundary = /boundary="?([^";]+)"?/i.exec(headers["content-type"] || "");
  if (!boundary) return [{ type: (headers["content-type"] || "text/plain").split(";")[0], text: decodeBody(headers, body) }];
  return body.split("--" + boundary[1]).slice(1, -1).flatMap((part) => {
    const [head, ...rest] = part.replace(/^\r?\n/, "").split(/\r?\n\r?\n/);
    return parts(headersOf(head), rest.join("\r\n\r\n"));
  });
}

/** @returns from and to of the envelope, headers, decoded subject, text and html */
export function readMail(bytes) {
  const lines = bytes.toString("latin1");
  const [from, rcpt] = lines.split("\n", 2);
  const message = lines.slice(lines.indexOf("\n", lines.indexOf("\n") + 1) + 1);
  const end = /\r?\n\r?\n/.exec(message).index;
  const headers = headersOf(message.slice(0, end));
  const all = parts(headers, message.slice(end).replace(/^\r?\n\r?\n/, ""));
  const text = (type) => (all.find((part) => part.type === type) || { text: "" }).text;
  return { from, to: rcpt.split(" ")[0], headers, subject: decodeHeader(headers.subject || ""), text: text("text/plain"), html: text("text/html") };
}

/** The first address in a mail's text that contains this path. */
export function linkIn(mail, path) {
  const link = (mail.text.match(/https?:\/\/[^\s<>"]+/g) || []).find((address) => address.includes(path));
  if (!link) throw new Error(`no link to ${path} in the mail to ${mail.to}:\n${mail.text}`);
  return link;
}
