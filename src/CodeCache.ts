/**
 * V8's compiled code of a bundle, as a file: a checksum of the bundle and of the code, then the code.
 *
 * V8 trusts a cache further than is safe. It rejects one that another version of Node has made, but of the source it
 * compares only the length, so after an edit that keeps it the old code would run, and a code with flipped bits ends the
 * process. Invariant: code is used only with the very bundle that it was compiled from, and as it was compiled.
 */
import { crc32 } from "node:zlib"

/** Bytes before the code: the checksum, and what aligns the code, because V8 copies code that is not aligned to words. */
const HEADER = 8

/**
 * A checksum against accidents, and no protection from people: whoever can write the cache can write the program. CRC-32,
 * because any start pays for it: `node:crypto` takes longer to load than this takes in all.
 */
const checksum = (bundle: Uint8Array, code: Uint8Array): number => crc32(code, crc32(bundle))

/** The file for the code that was compiled from a bundle. */
export const pack = (bundle: Uint8Array, code: Uint8Array): Buffer => {
  const header = Buffer.alloc(HEADER)
  header.writeUInt32LE(checksum(bundle, code))
  return Buffer.concat([header, code])
}

/**
 * The code in a file, if it was compiled from the bundle; undefined for anything else, and in versions of Node before
 * 20.15, which have no `crc32`.
 */
export const unpack = (bundle: Uint8Array, file: Buffer): Buffer | undefined => {
  if (crc32 === undefined || file.length < HEADER) return undefined
  const code = file.subarray(HEADER)
  return file.readUInt32LE() === checksum(bundle, code) && file.readUInt32LE(4) === 0 ? code : undefined
}
