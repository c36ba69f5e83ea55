/** Files that the client keeps: regular ones alone, readable by their owner alone, and why one cannot be had. */
import { constants } from "node:fs"
import { type FileHandle, open as openFile } from "node:fs/promises"

/**
 * Opens a file, which is made for the user alone if there is none. A named pipe is refused: it would hold a thread of the
 * process until somebody opens its other end.
 */
export const open = async (path: string, flags: number): Promise<FileHandle> => {
  const file = await openFile(path, flags | constants.O_NONBLOCK, 0o600)
  try {
    if (!(await file.stat()).isFile()) throw Object.assign(new Error(), { code: "EFTYPE" })
    return file
  } catch (cause) {
    await file.close()
    throw cause
  }
}

const NOT_REGULAR = "it is not a regular file"

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "there is no such folder",
  EEXIST: "a file is in the place of its folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  // What opening or checking says of a symbolic link, of a socket or a named pipe that nobody reads, and of any other.
  ELOOP: NOT_REGULAR,
  EMLINK: NOT_REGULAR,
  ENXIO: NOT_REGULAR,
  EFTYPE: NOT_REGULAR
}

/** The reason for which an operation on a file has failed, as the end of a sentence. */
export const reasonOf = (cause: unknown): string => {
  const { code = "" } = cause as NodeJS.ErrnoException
  return reasons[code] ?? (code || String(cause))
}
