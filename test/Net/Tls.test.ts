/** Which certificates and keys are refused, and what is said of them. */
import assert from "node:assert/strict"
import { readFileSync, writeFileSync } from "node:fs"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Tls from "../../src/Net/Tls.ts"
import * as Certificate from "../support/Certificate.ts"

type Change = (files: Tls.CredentialFiles, other: Tls.CredentialFiles) => void

const ENCRYPTED = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n"

const text = (path: string) => readFileSync(path, "utf8")

const flaws: ReadonlyArray<readonly [flaw: string, change: Change, which: "certificate" | "key", problem: string]> = [
  ["an empty certificate", ({ certificate }) => writeFileSync(certificate, ""), "certificate", "is empty."],
  ["a certificate of blanks", ({ certificate }) => writeFileSync(certificate, "\n \n"), "certificate", "is empty."],
  [
    "any other text",
    ({ certificate }) => writeFileSync(certificate, "hello"),
    "certificate",
    "holds no certificate in PEM format."
  ],
  [
    "a certificate that was cut",
    ({ certificate }) => writeFileSync(certificate, text(certificate).slice(0, 200)),
    "certificate",
    "holds no certificate in PEM format."
  ],
  [
    "a certificate with a hole",
    ({ certificate }) => writeFileSync(certificate, text(certificate).replace(/\n.{64}/, "")),
    "certificate",
    "holds a broken certificate."
  ],
  [
    "a chain whose second certificate is broken",
    ({ certificate }, other) =>
      writeFileSync(certificate, text(certificate) + text(other.certificate).replace(/\n.{64}/, "")),
    "certificate",
    "holds a broken certificate."
  ],
  [
    "certificate and key changed about",
    ({ certificate, key }) => {
      const [first, second] = [text(certificate), text(key)]
      writeFileSync(certificate, second)
      writeFileSync(key, first)
    },
    "certificate",
    "holds a key and no certificate."
  ],
  ["an empty key", ({ key }) => writeFileSync(key, ""), "key", "is empty."],
  [
    "a certificate in place of the key",
    ({ certificate, key }) => writeFileSync(key, text(certificate)),
    "key",
    "holds no private key in PEM format."
  ],
  [
    "an encrypted key",
    ({ key }) => writeFileSync(key, ENCRYPTED),
    "key",
    "is encrypted with a passphrase, and nobody is there to type it."
  ],
  ["another's key", ({ key }, other) => writeFileSync(key, text(other.key)), "key", "is not the key of the certificate"]
]

describe("the server's certificate", () => {
  it.scopedLive.each(flaws)("%s is refused at the start, and changes nothing later", ([, change, which, problem]) =>
    Effect.gen(function* () {
      const files = yield* Certificate.make()
      const { reload } = yield* Tls.serverCredentials(files)
      yield* reload
      change(files, yield* Certificate.make())
      for (const attempt of [Tls.serverCredentials(files), reload]) {
        const { file, message } = yield* Effect.flip(attempt)
        assert.equal(file, which)
        assert.ok(message.startsWith(`${files[which]} ${problem}`), message)
      }
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("may be a chain", () =>
    Effect.gen(function* () {
      const files = yield* Certificate.make()
      const other = yield* Certificate.make()
      writeFileSync(files.certificate, `${text(files.certificate)}\n${text(other.certificate)}`)
      yield* Tls.serverCredentials(files)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe("a file that is not there", () => {
  it.live.each([
    ["nowhere.pem", "nowhere.pem does not exist."],
    ["/", "/ is a folder."]
  ])("%s is said to be so", ([path, sentence]) =>
    Effect.gen(function* () {
      assert.equal((yield* Effect.flip(Tls.client(path))).message, sentence)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
