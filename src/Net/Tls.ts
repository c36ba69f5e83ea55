/**
 * TLS as a transport: what makes a plain socket an encrypted one, on either side. The connection over it is the same, and
 * so is everything above.
 *
 * The versions and ciphers are Node's own defaults: TLS 1.2 and 1.3.
 */
import { createPrivateKey, X509Certificate } from "node:crypto"
import { isIP, type Socket } from "node:net"
import { connect, createSecureContext, type SecureContext, TLSSocket } from "node:tls"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { read, TextFileError } from "../TextFile.ts"
import { ConnectError } from "./Address.ts"
import type { SecureClient } from "./Connector.ts"
import type { SecureServer } from "./Listener.ts"

/** Files in PEM format. */
export interface CredentialFiles {
  /** The server's certificate, and those between it and the authority after it. */
  readonly certificate: string
  readonly key: string
}

/** One of the two files cannot be read or used. */
export class CredentialError extends Data.TaggedError("CredentialError")<{
  readonly file: keyof CredentialFiles
  readonly cause: TextFileError
}> {
  override get message(): string {
    return this.cause.message
  }
}

const about = (file: keyof CredentialFiles) =>
  Effect.mapError((cause: TextFileError) => new CredentialError({ file, cause }))

const CERTIFICATE = /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----[^-]+-----END \1-----/g

const KEY = /-----BEGIN (\w+ )*PRIVATE KEY-----/

const tryFor = <A>(path: string, problem: string, make: () => A): Effect.Effect<A, TextFileError> =>
  Effect.try({ try: make, catch: () => new TextFileError({ path, problem }) })

/** The first certificate of a file, all of whose certificates are sound. Node takes one without any for a good one. */
const firstCertificate = (path: string, pem: string): Effect.Effect<X509Certificate, TextFileError> =>
  Effect.gen(function* () {
    const problem =
      pem.trim() === ""
        ? "is empty"
        : KEY.test(pem)
          ? "holds a key and no certificate"
          : "holds no certificate in PEM format"
    const [first, ...others] = pem.match(CERTIFICATE) ?? []
    if (first === undefined) return yield* new TextFileError({ path, problem })
    const parse = (pem: string) => tryFor(path, "holds a broken certificate", () => new X509Certificate(pem))
    yield* Effect.forEach(others, parse, { discard: true })
    return yield* parse(first)
  })

/** A certificate and a key that belong together: Node would find out in the first handshake, and fail it. */
const checkPair = (files: CredentialFiles, cert: string, key: string): Effect.Effect<void, CredentialError> =>
  Effect.gen(function* () {
    const certificate = yield* firstCertificate(files.certificate, cert).pipe(about("certificate"))
    const problem =
      key.trim() === ""
        ? "is empty"
        : /ENCRYPTED/.test(key)
          ? "is encrypted with a passphrase, and nobody is there to type it"
          : KEY.test(key)
            ? "holds a broken key"
            : "holds no private key in PEM format"
    const privateKey = yield* tryFor(files.key, problem, () => createPrivateKey(key)).pipe(about("key"))
    if (!certificate.checkPrivateKey(privateKey)) {
      const problem = `is not the key of the certificate in ${files.certificate}`
      yield* new TextFileError({ path: files.key, problem }).pipe(about("key"))
    }
  })

const load = (files: CredentialFiles): Effect.Effect<SecureContext, CredentialError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const cert = yield* read(files.certificate).pipe(about("certificate"))
    const key = yield* read(files.key).pipe(about("key"))
    yield* checkPair(files, cert, key)
    return yield* Effect.try({
      try: () => createSecureContext({ cert, key }),
      catch: (cause) => new TextFileError({ path: files.certificate, problem: `cannot be used: ${reasonOf(cause)}` })
    }).pipe(about("certificate"))
  })

const readAuthority = (path: string): Effect.Effect<string, TextFileError, FileSystem.FileSystem> =>
  Effect.tap(read(path), (pem) => firstCertificate(path, pem))

/** What a foreign error says: OpenSSL's own reason, without its numbers and files. */
const reasonOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause)
  const reason: unknown = Reflect.get(cause, "reason")
  return typeof reason === "string" ? reason : cause.message
}

const UNTRUSTED = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
])

/** Why a client does not trust a connection, and what may help; `authorityFile` has the authorities that it trusts. */
const mistrust = (cause: Error, host: string, authorityFile: string | undefined): string => {
  const code = String(Reflect.get(cause, "code"))
  if (UNTRUSTED.has(code)) {
    return authorityFile === undefined
      ? `${cause.message}; if it is the right one, trust it with --tls-ca FILE`
      : `no authority in ${authorityFile} vouches for its certificate (${cause.message})`
  }
  if (code === "CERT_HAS_EXPIRED") return "its certificate has expired"
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const subjects: unknown = Reflect.get(Object(Reflect.get(cause, "cert")), "subjectaltname")
    // Node writes each with its kind before it: "DNS:chat.example.org, IP Address:192.0.2.1".
    const names = typeof subjects === "string" ? subjects.replaceAll(/(^|, )[A-Za-z ]+:/g, "$1") : "nobody"
    return `its certificate is not for ${host}, but for ${names}`
  }
  return code === "ECONNRESET" || reasonOf(cause) === "wrong version number"
    ? "it has ended the handshake, and may not speak TLS"
    : reasonOf(cause)
}

/** An error after the handshake is the TLS socket's, one of the socket below it has been reported there. */
const ignore = () => {}

export interface ServerCredentials {
  readonly secure: SecureServer
  /** Reads the files again. New connections get what is in them; old ones stay; after a failure nothing has changed. */
  readonly reload: Effect.Effect<void, CredentialError>
}

export const serverCredentials = (
  files: CredentialFiles
): Effect.Effect<ServerCredentials, CredentialError, FileSystem.FileSystem> =>
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
): Effect.Effect<SecureClient, TextFileError, FileSystem.FileSystem> =>
  Effect.map(authorityFile === undefined ? Effect.succeed(undefined) : readAuthority(authorityFile), (ca) => {
    const secureContext = ca === undefined ? createSecureContext() : createSecureContext({ ca })
    return (socket, host, address) =>
      Effect.async<Socket, ConnectError>((resume) => {
        const servername = isIP(host) === 0 ? { servername: host } : {}
        const encrypted = connect({ socket, secureContext, host, ...servername })
        encrypted.on("error", (cause) =>
          resume(
            new ConnectError({
              reason: "Insecure",
              address,
              cause: new Error(mistrust(cause, host, authorityFile), { cause })
            })
          )
        )
        encrypted.once("secureConnect", () => resume(Effect.succeed(encrypted)))
        return Effect.sync(() => encrypted.destroy())
      })
  })
