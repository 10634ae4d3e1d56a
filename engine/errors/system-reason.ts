/** Why a file cannot be read or written, in our own words where the system's are known. */
export function systemReason(error: unknown, work: 'reading' | 'writing' = 'reading'): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder, a file is needed',
    EACCES: `${work} it is not permitted`,
    EROFS: 'its file system is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of its path is not a folder',
  }
  return known[code] ?? (error instanceof Error ? error.message : String(error))
}
