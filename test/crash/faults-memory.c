/*
 * Memory that runs out when it is told to, for SQLite alone; loaded into a process by LD_PRELOAD.
 *
 * MEMORY_OF         a part of the name of the library whose requests count
 * MEMORY_DIRECTORY  they count from the time when a file below this directory is opened, as an absolute path
 * MEMORY_FAIL_AT    the number of the first request that fails, from 1; without it, none does
 * MEMORY_FAIL_LAST  the number of the last request that fails
 * MEMORY_COUNT      a file that gets the number of requests at the end
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static uintptr_t from, to;
static long fail_at, fail_last;
static atomic_long requests;
static void *(*real_malloc)(size_t);
static void *(*real_realloc)(void *, size_t);

static int find(struct dl_phdr_info *library, size_t size, void *name) {
  (void)size;
  if (!strstr(library->dlpi_name, name)) return 0;
  for (int i = 0; i < library->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &library->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    from = library->dlpi_addr + part->p_vaddr;
    to = from + part->p_memsz;
  }
  return 1;
}

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text ? atol(text) : otherwise;
}

static void begin(const char *path) {
  const char *directory = getenv("MEMORY_DIRECTORY");
  if (from || !directory || !path || strncmp(path, directory, strlen(directory)) != 0) return;
  fail_at = number("MEMORY_FAIL_AT", 0);
  fail_last = number("MEMORY_FAIL_LAST", fail_at);
  dl_iterate_phdr(find, getenv("MEMORY_OF"));
}

static int fails(uintptr_t caller) {
  if (caller < from || caller >= to) return 0;
  long request = atomic_fetch_add(&requests, 1) + 1;
  return fail_at && request >= fail_at && request <= fail_last;
}

#define CALLER ((uintptr_t)__builtin_return_address(0))

void *malloc(size_t size) {
  if (!real_malloc) real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
  return fails(CALLER) ? NULL : real_malloc(size);
}

void *realloc(void *old, size_t size) {
  if (!real_realloc) real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
  return fails(CALLER) ? NULL : real_realloc(old, size);
}

int open64(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & O_CREAT) {
    va_list list;
    va_start(list, flags);
    mode = va_arg(list, mode_t);
    va_end(list);
  }
  begin(path);
  return syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("MEMORY_COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld", (long)requests);
  fclose(file);
}
