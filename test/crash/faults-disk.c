/*
 * A disk that fails when it is told to, and notes what is written to it; loaded into a process by LD_PRELOAD.
 * Watched are standard output and all files below a directory that are opened to be written.
 *
 * DISK_DIRECTORY  the directory, as an absolute path
 * DISK_TRACE      the file of notes; faults-trace.ts reads them
 * DISK_FAIL_AT    the number of the first call that fails, from 1; without it, none does
 * DISK_FAIL_LAST  the number of the last call that fails
 * DISK_FAIL_WITH  the errno
 * DISK_FAIL_TORN  set: if the first call that fails is a write, it writes half of its bytes
 *
 * Calls that count: writes, syncs, truncations and the making of files.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum operation { MAKE = 1, WRITE, TRUNCATE, SYNC, REMOVE, SYNC_DIRECTORY, FAIL };

struct note {
  uint32_t operation;
  uint32_t name_length;
  uint64_t offset;
  uint64_t data_length;
};

#define DESCRIPTORS 4096
#define NAME_SIZE 128

static char names[DESCRIPTORS][NAME_SIZE];
static const char *directory;
static size_t directory_length;
static int trace = -1;
static long fail_at, fail_last, fail_with;
static int fail_torn;
static atomic_long calls;

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text ? atol(text) : otherwise;
}

__attribute__((constructor)) static void begin(void) {
  directory = getenv("DISK_DIRECTORY");
  if (!directory) return;
  directory_length = strlen(directory);
  const char *path = getenv("DISK_TRACE");
  if (path) trace = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  fail_at = number("DISK_FAIL_AT", 0);
  fail_last = number("DISK_FAIL_LAST", fail_at);
  fail_with = number("DISK_FAIL_WITH", EIO);
  fail_torn = getenv("DISK_FAIL_TORN") != NULL;
  strcpy(names[1], "stdout");
}

static const char *name_of(int descriptor) {
  int is_watched = directory && descriptor >= 0 && descriptor < DESCRIPTORS && names[descriptor][0];
  return is_watched ? names[descriptor] : NULL;
}

static const char *name_below(const char *path) {
  if (!directory || !path || strncmp(path, directory, directory_length) != 0) return NULL;
  if (path[directory_length] == 0) return "";
  return path[directory_length] == '/' ? strrchr(path, '/') + 1 : NULL;
}

static void tell(enum operation operation, const char *name, uint64_t offset, const void *data, size_t length) {
  if (trace < 0) return;
  int kept = errno;
  struct note note = {operation, strlen(name), offset, length};
  struct iovec parts[] = {{&note, sizeof note}, {(void *)name, note.name_length}, {(void *)data, length}};
  if (syscall(SYS_writev, trace, parts, 3) < 0) abort();
  errno = kept;
}

/* Whether the call is to fail; 1 if it is the first. */
static int fails(const char *name) {
  long call = atomic_fetch_add(&calls, 1) + 1;
  if (!fail_at || call < fail_at || call > fail_last) return 0;
  tell(FAIL, name, call, NULL, 0);
  errno = fail_with;
  return call == fail_at ? 1 : 2;
}

static ssize_t written(int descriptor, const void *data, size_t length, off_t offset) {
  return offset < 0 ? syscall(SYS_write, descriptor, data, length)
                    : syscall(SYS_pwrite64, descriptor, data, length, offset);
}

/* A negative offset stands for that of the descriptor. */
static ssize_t put(int descriptor, const void *data, size_t length, off_t offset) {
  const char *name = name_of(descriptor);
  if (!name) return written(descriptor, data, length, offset);
  int failing = fails(name);
  if (failing && !(failing == 1 && fail_torn && length > 1)) return -1;
  off_t at = offset < 0 ? lseek(descriptor, 0, SEEK_CUR) : offset;
  ssize_t done = written(descriptor, data, failing ? length / 2 : length, offset);
  if (done > 0) tell(WRITE, name, at < 0 ? 0 : at, data, done);
  return done;
}

ssize_t write(int descriptor, const void *data, size_t length) { return put(descriptor, data, length, -1); }
ssize_t pwrite(int descriptor, const void *data, size_t length, off_t at) {
  return put(descriptor, data, length, at);
}
ssize_t pwrite64(int descriptor, const void *data, size_t length, off64_t at) {
  return put(descriptor, data, length, at);
}

/* A caller must go on by itself behind a part, so the first part is enough. */
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  if (!name_of(descriptor)) return syscall(SYS_writev, descriptor, parts, count);
  return put(descriptor, parts[0].iov_base, parts[0].iov_len, -1);
}
ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t at) {
  if (!name_of(descriptor)) return syscall(SYS_pwritev, descriptor, parts, count, at, 0);
  return put(descriptor, parts[0].iov_base, parts[0].iov_len, at);
}

static int sync_by(long call, int descriptor) {
  const char *name = name_of(descriptor);
  if (name && fails(name)) return -1;
  int result = syscall(call, descriptor);
  if (name && result == 0) tell(strcmp(name, "/") == 0 ? SYNC_DIRECTORY : SYNC, name, 0, NULL, 0);
  return result;
}

int fsync(int descriptor) { return sync_by(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return sync_by(SYS_fdatasync, descriptor); }

static int cut(int descriptor, off_t size) {
  const char *name = name_of(descriptor);
  if (name && fails(name)) return -1;
  int result = syscall(SYS_ftruncate, descriptor, size);
  if (name && result == 0) tell(TRUNCATE, name, size, NULL, 0);
  return result;
}

int ftruncate(int descriptor, off_t size) { return cut(descriptor, size); }
int ftruncate64(int descriptor, off64_t size) { return cut(descriptor, size); }

static int open_at(int from, const char *path, int flags, mode_t mode) {
  const char *name = name_below(path);
  int is_made = name && (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
  if (is_made && fails(name)) return -1;
  int descriptor = syscall(SYS_openat, from, path, flags, mode);
  if (descriptor < 0 || descriptor >= DESCRIPTORS || descriptor == trace) return descriptor;
  names[descriptor][0] = 0;
  if (!name) return descriptor;
  int is_directory = name[0] == 0;
  if (is_directory || (flags & O_ACCMODE) != O_RDONLY)
    strncpy(names[descriptor], is_directory ? "/" : name, NAME_SIZE - 1);
  if (is_made) tell(MAKE, name, 0, NULL, 0);
  return descriptor;
}

#define MODE_OF(flags, mode)                                  \
  mode_t mode = 0;                                            \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {                    \
    va_list list;                                             \
    va_start(list, flags);                                    \
    mode = va_arg(list, mode_t);                              \
    va_end(list);                                             \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags, mode)
  return open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  MODE_OF(flags, mode)
  return open_at(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int close(int descriptor) {
  if (descriptor >= 0 && descriptor < DESCRIPTORS && descriptor > 2) names[descriptor][0] = 0;
  return syscall(SYS_close, descriptor);
}

int unlink(const char *path) {
  int result = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  const char *name = name_below(path);
  if (name && name[0] && result == 0) tell(REMOVE, name, 0, NULL, 0);
  return result;
}
