const reasons: Readonly<Record<string, string>> = {
  EAGAIN: 'too many processes or threads (see ulimit -u)',
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is exceeded',
  EEXIST: 'a part of the path is a file, not a folder',
  EFBIG: 'the file is larger than this system allows',
  EISDIR: 'a folder of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the device failed',
  ELOOP: 'too many links on the way',
  EMFILE: 'too few file descriptors (see ulimit -n)',
  ENFILE: 'the system is out of file descriptors',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENXIO: 'there is no such device',
  EPERM: 'permission denied',
  EPIPE: 'its reader went away',
  EROFS: 'the file system is read-only',
};

/** Why the operating system refused, in words, with its code. */
export function fileErrorReason(error: unknown): string {
  const code = fileErrorCode(error);
  const known = reasons[code];
  if (known !== undefined) return `${known} (${code})`;
  return error instanceof Error ? error.message : String(error);
}

/** The code of an error of the operating system, as in `ENOSPC`; empty for any other error. */
export function fileErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
