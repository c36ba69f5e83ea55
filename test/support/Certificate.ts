/** A self-signed certificate, made anew, in files that go with the scope. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { generate } from "selfsigned"
import type { CredentialFiles } from "../../src/Net/Tls.ts"

/** Writes another certificate, with its key, into the files; answers with its PEM. */
export const write = (files: CredentialFiles, host = "localhost"): Effect.Effect<string> =>
  Effect.promise(async () => {
    const made = await generate([{ name: "commonName", value: host }], {
      keyType: "ec",
      extensions: [
        {
          name: "subjectAltName",
          altNames: [
            { type: 2, value: host },
            { type: 7, ip: "127.0.0.1" }
          ]
        }
      ]
    })
    await writeFile(files.key, made.private, { mode: 0o600 })
    await writeFile(files.certificate, made.cert)
    return made.cert
  })

/** A certificate for a host's name and for 127.0.0.1. Its own authority: a client trusts it by its file. */
export const make = (host?: string): Effect.Effect<CredentialFiles, never, Scope.Scope> =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "chat-tls-"))),
      (folder) => Effect.promise(() => rm(folder, { recursive: true }))
    )
    const files = { certificate: join(folder, "cert.pem"), key: join(folder, "key.pem") }
    yield* write(files, host)
    return files
  })
