/**
 * TLS as a transport: what makes a plain socket an encrypted one, on either side. The connection over it is the same, and
 * so is everything above.
 *
 * The versions and ciphers are Node's own defaults: TLS 1.2 and 1.3.
 */

import { X509Certificate } from "node:crypto"
import { isIP, type Socket } from "node:net"
import { connect, createSecureContext, type SecureContext, TLSSocket } from "node:tls"
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { ConnectError } from "./Address.ts"
import type { SecureClient } from "./Connector.ts"
import type { SecureServer } from "./Listener.ts"

/** A certificate, a key or an authority that cannot be used. */
export class CredentialsError extends Data.TaggedError("CredentialsError")<{
  readonly cause: unknown
}> {
  override get message(): string {
    return this.cause instanceof Error ? this.cause.message : String(this.cause)
  }
}

/** Files in PEM format. */
export interface CredentialFiles {
  /** The server's certificate, and those between it and the authority after it. */
  readonly certificate: string
  readonly key: string
}

const readFile = (path: string): Effect.Effect<string, CredentialsError, FileSystem.FileSystem> =>
  FileSystem.FileSystem.pipe(
    Effect.flatMap((files) => files.readFileString(path)),
    Effect.mapError((cause: PlatformError) => new CredentialsError({ cause }))
  )

const load = ({
  certificate,
  key
}: CredentialFiles): Effect.Effect<SecureContext, CredentialsError, FileSystem.FileSystem> =>
  Effect.flatMap(Effect.all([readFile(certificate), readFile(key)]), ([cert, key]) =>
    Effect.try({ try: () => createSecureContext({ cert, key }), catch: (cause) => new CredentialsError({ cause }) })
  )

/** Node takes a file without a certificate in it for one that trusts nobody. */
const readAuthority = (path: string): Effect.Effect<string, CredentialsError, FileSystem.FileSystem> =>
  Effect.tap(readFile(path), (pem) =>
    Effect.try({ try: () => new X509Certificate(pem), catch: (cause) => new CredentialsError({ cause }) })
  )

/** An error after the handshake is the TLS socket's, one of the socket below it has been reported there. */
const ignore = () => {}

export interface ServerCredentials {
  readonly secure: SecureServer
  /** Reads the files again. New connections get what is in them; old ones stay; after a failure nothing has changed. */
  readonly reload: Effect.Effect<void, CredentialsError>
}

export const serverCredentials = (
  files: CredentialFiles
): Effect.Effect<ServerCredentials, CredentialsError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem.FileSystem
    let context = yield* load(files)
    return {
      secure: (socket) => {
        socket.on("error", ignore)
        const encrypted = new TLSSocket(socket, { isServer: true, secureContext: context })
        // Node's own server does this: without it a connection that has been broken by a bad record stays for good.
        encrypted.on("_tlsError", (cause: Error) => encrypted.destroy(cause))
        return encrypted
      },
      reload: load(files).pipe(
        Effect.map((fresh) => {
          context = fresh
        }),
        Effect.provideService(FileSystem.FileSystem, fileSystem)
      )
    }
  })

/**
 * Makes a client's side, which trusts the authorities in a file, or those that Node knows. The certificate has to be for
 * the host that the user named.
 */
export const client = (
  authorityFile: string | undefined
): Effect.Effect<SecureClient, CredentialsError, FileSystem.FileSystem> =>
  Effect.map(authorityFile === undefined ? Effect.succeed(undefined) : readAuthority(authorityFile), (ca) => {
    const secureContext = ca === undefined ? createSecureContext() : createSecureContext({ ca })
    return (socket, host, address) =>
      Effect.async<Socket, ConnectError>((resume) => {
        const servername = isIP(host) === 0 ? { servername: host } : {}
        const encrypted = connect({ socket, secureContext, host, ...servername })
        encrypted.on("error", (cause) => resume(new ConnectError({ reason: "Insecure", address, cause })))
        encrypted.once("secureConnect", () => resume(Effect.succeed(encrypted)))
        return Effect.sync(() => encrypted.destroy())
      })
  })
