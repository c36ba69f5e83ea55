/** The options for TLS files and the password, of the server and of the clients. */
import type { FileSystem } from "@effect/platform/FileSystem"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { MAX_LENGTH } from "../Dialect/Frames/PasswordFrame.ts"
import * as ByteString from "../Domain/ByteString.ts"
import { sanitise } from "../Domain/Text.ts"
import type { SecureClient } from "../Net/Connector.ts"
import type { ServerCredentials } from "../Net/Tls.ts"
import * as TextFile from "../TextFile.ts"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"

export type Password = Redacted.Redacted<ByteString.ByteString>

const passwordFile = (text: string) =>
  Flag.text("password-file", { value: "FILE", text, variable: "CHAT_PASSWORD", completes: "files" })

export const server = {
  title: "Security",
  flags: {
    tlsCert: Flag.text("tls-cert", {
      value: "FILE",
      text: "Certificate and chain, PEM; SIGHUP reads it again",
      completes: "files"
    }),
    tlsKey: Flag.text("tls-key", { value: "FILE", text: "The certificate's key, PEM", completes: "files" }),
    passwordFile: passwordFile("The password that clients must give")
  }
}

export const client = {
  tls: Flag.toggle("tls", "Encrypt; the certificate must be trusted, and for HOST"),
  tlsCa: Flag.text("tls-ca", {
    value: "FILE",
    text: "Encrypt; trust the authorities in this file alone, PEM",
    completes: "files"
  }),
  passwordFile: passwordFile("The server's password, if it wants one")
}

/** The file's text without the newline at its end. An argument would be visible to every user of the machine. */
const readPassword = (path: string): Effect.Effect<string, Failure.Failure, FileSystem> =>
  Effect.mapBoth(TextFile.read(path), {
    onFailure: (error) => Failure.usage(`--password-file: ${error.message}`),
    onSuccess: (text) => text.replace(/\r?\n$/, "")
  })

const checkPassword = (text: string): Effect.Effect<Password, Failure.Failure> => {
  const password = ByteString.fromText(text)
  if (password === "") return Failure.usage("The password must not be empty.")
  if (password.length > MAX_LENGTH) return Failure.usage(`A password can have at most ${MAX_LENGTH} bytes.`)
  if (ByteString.fromBytes(sanitise(ByteString.toBytes(password))) !== password)
    return Failure.usage("A password is one line, without control characters.")
  // The protocol strips spaces at the end of a frame, so nobody could send it.
  if (password.endsWith(" ")) return Failure.usage("A password must not end with a space.")
  return Effect.succeed(Redacted.make(password))
}

/** The password from the file or the environment. */
export const password = (
  file: Option.Option<string>
): Effect.Effect<Option.Option<Password>, Failure.Failure, FileSystem> =>
  Effect.gen(function* () {
    const text = Option.isSome(file)
      ? Option.some(yield* readPassword(file.value))
      : yield* Effect.orDie(Config.option(Config.string("CHAT_PASSWORD")))
    return yield* Effect.transposeMapOption(text, checkPassword)
  })

/** The server's certificate and key, if it has them. */
export const serverCredentials = (flags: {
  readonly tlsCert: Option.Option<string>
  readonly tlsKey: Option.Option<string>
}): Effect.Effect<Option.Option<ServerCredentials>, Failure.Failure, FileSystem> =>
  Effect.gen(function* () {
    const { tlsCert, tlsKey } = flags
    if (Option.isNone(tlsCert) && Option.isNone(tlsKey)) return Option.none()
    if (Option.isNone(tlsCert) || Option.isNone(tlsKey)) {
      return yield* Failure.usage("TLS takes both --tls-cert and --tls-key.")
    }
    const { serverCredentials } = yield* Effect.promise(() => import("../Net/Tls.ts"))
    const files = { certificate: tlsCert.value, key: tlsKey.value }
    return Option.some(
      yield* Effect.mapError(serverCredentials(files), (error) =>
        Failure.usage(`${error.file === "key" ? "--tls-key" : "--tls-cert"}: ${error.message}`)
      )
    )
  })

export interface ClientFlags {
  readonly tls: boolean
  readonly tlsCa: Option.Option<string>
  readonly passwordFile: Option.Option<string>
}

/** Encrypts a client's connection; undefined without the options for TLS. */
const secureClient = (flags: ClientFlags): Effect.Effect<SecureClient | undefined, Failure.Failure, FileSystem> =>
  Effect.gen(function* () {
    if (!flags.tls && Option.isNone(flags.tlsCa)) return undefined
    const { client } = yield* Effect.promise(() => import("../Net/Tls.ts"))
    return yield* Effect.mapError(client(Option.getOrUndefined(flags.tlsCa)), (error) =>
      Failure.usage(`--tls-ca: ${error.message}`)
    )
  })

/** The password and the encryption of a client. */
export const clientSecrets = (flags: ClientFlags) =>
  Effect.all({
    secure: secureClient(flags),
    password: Effect.map(password(flags.passwordFile), Option.getOrUndefined)
  })
