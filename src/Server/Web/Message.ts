/** Messages of a client of the web, parsed at the edge: what is past here is a text as all protocols have it. */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { ClientMessage, TEXT_LENGTH } from "../../Dialect/Web/Protocol.ts"
import * as ChannelName from "../../Domain/ChannelName.ts"
import {
  type ChannelNameTooLong,
  ChannelRequired,
  MessageBlank,
  MessageMalformed,
  MessageTooLong
} from "../../Domain/ChatError.ts"
import { isSpace, lines, sanitise } from "../../Domain/Text.ts"

/** Bytes of a text: some scripts take three for a character. */
const TEXT_BYTES = 8192

/** How much is said of what is wrong, in characters. */
const PROBLEM_LENGTH = 200

const decode = Schema.decodeUnknownEither(ClientMessage)

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const explain = (error: ParseResult.ParseError): string => {
  const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
  if (issue === undefined) return "it is no message"
  const problem = `${issue.path.length === 0 ? "" : `${issue.path.join(".")}: `}${issue.message}`
  return problem.replace(/\s+/g, " ").slice(0, PROBLEM_LENGTH)
}

/** A message from its bytes, which are valid UTF-8. */
export const parse = (payload: Buffer): Either.Either<ClientMessage, MessageMalformed> => {
  const json = parseJson(payload.toString())
  if (json === undefined) return Either.left(new MessageMalformed({ problem: "it is no JSON" }))
  return Either.mapLeft(decode(json), (error) => new MessageMalformed({ problem: explain(error) }))
}

const channelRequired = new ChannelRequired()
const blank = Either.left(new MessageBlank())
const tooLong = Either.left(new MessageTooLong({ limit: TEXT_LENGTH }))

export const parseChannel = (
  name: string
): Either.Either<ChannelName.ChannelName, ChannelRequired | ChannelNameTooLong> =>
  Either.mapLeft(ChannelName.fromText(name), (error) => (error._tag === "ChannelNameBlank" ? channelRequired : error))

const isBlank = (line: Uint8Array): boolean => line.every(isSpace)

/** The bytes of a text, without blank lines around it; each line is sanitised by itself. */
export const parseText = (text: string): Either.Either<Uint8Array, MessageBlank | MessageTooLong> => {
  const bytes = Buffer.from(text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text)
  if (text.length > TEXT_LENGTH || bytes.length > TEXT_BYTES) return tooLong
  const all = lines(bytes)
  const first = all.findIndex((line) => !isBlank(line))
  if (first < 0) return blank
  const said = all.slice(first, all.findLastIndex((line) => !isBlank(line)) + 1)
  return Either.right(said.length === 1 ? sanitise(said[0] as Uint8Array) : join(said.map(sanitise)))
}

const newline = Buffer.from("\n")

const join = (lines: ReadonlyArray<Uint8Array>): Uint8Array =>
  Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [newline, line])))
