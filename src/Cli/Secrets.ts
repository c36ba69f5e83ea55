/** The options for TLS files and the password, of the server and of the clients. */
import * as Options from "@effect/cli/Options"
import type { FileSystem } from "@effect/platform/FileSystem"
import * as Files from "@effect/platform/FileSystem"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { MAX_LENGTH } from "../Dialect/Frames/PasswordFrame.ts"
import * as ByteString from "../Domain/ByteString.ts"
import { sanitise } from "../Domain/Text.ts"
import type { SecureClient } from "../Net/Connector.ts"
import type { ServerCredentials } from "../Net/Tls.ts"
import * as Failure from "./Failure.ts"

export type Password = Redacted.Redacted<ByteString.ByteString>

const passwordFile = (description: string) =>
  Options.text("password-file").pipe(
    Options.withPseudoName("file"),
    Options.withDescription(`${description} Default: the environment variable CHAT_PASSWORD, else no password.`),
    Options.optional
  )

export const server = {
  tlsCert: Options.text("tls-cert").pipe(
    Options.withPseudoName("file"),
    Options.withDescription(
      "Encrypt: the server's certificate and its chain, PEM. Read again, as the key is, at SIGHUP; nobody is dropped by it."
    ),
    Options.optional
  ),
  tlsKey: Options.text("tls-key").pipe(
    Options.withPseudoName("file"),
    Options.withDescription("The key of --tls-cert, PEM."),
    Options.optional
  ),
  passwordFile: passwordFile("A file with the password that clients must send before their name.")
}

export const client = {
  tls: Options.boolean("tls").pipe(Options.withDescription("Encrypt, and insist on a trusted certificate for HOST.")),
  tlsCa: Options.text("tls-ca").pipe(
    Options.withPseudoName("file"),
    Options.withDescription("Encrypt, and trust the authorities in this file, PEM, and no others."),
    Options.optional
  ),
  passwordFile: passwordFile("A file with the server's password, if it has one.")
}

/** The file's text without the newline at its end. An argument would be visible to every user of the machine. */
const readPassword = (path: string): Effect.Effect<string, Failure.Failure, FileSystem> =>
  Files.FileSystem.pipe(
    Effect.flatMap((files) => files.readFileString(path)),
    Effect.mapBoth({
      onFailure: (error) => Failure.usage(`The password file cannot be read: ${error.message}`),
      onSuccess: (text) => text.replace(/\r?\n$/, "")
    })
  )

const checkPassword = (text: string): Effect.Effect<Password, Failure.Failure> => {
  const password = ByteString.fromText(text)
  if (password === "") return Failure.usage("The password must not be empty.")
  if (password.length > MAX_LENGTH) return Failure.usage(`A password can have at most ${MAX_LENGTH} bytes.`)
  if (ByteString.fromBytes(sanitise(ByteString.toBytes(password))) !== password)
    return Failure.usage("A password is one line, without control characters.")
  // The protocol strips spaces at the end of a frame, so nobody could send it.
  if (password.endsWith(" ")) return Failure.usage("A password must not end with a blank.")
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
        Failure.usage(`The TLS certificate or key cannot be used: ${error.message}`)
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
      Failure.usage(`The file of --tls-ca cannot be used: ${error.message}`)
    )
  })

/** The password and the encryption of a client. */
export const clientSecrets = (flags: ClientFlags) =>
  Effect.all({
    secure: secureClient(flags),
    password: Effect.map(password(flags.passwordFile), Option.getOrUndefined)
  })
