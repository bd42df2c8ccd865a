/* Records what a program does to the files of one folder, in order, so that the state a power cut leaves can be made.
 *
 *     POWERCUT_FOLDER=/folder POWERCUT_JOURNAL=/elsewhere/journal LD_PRELOAD=./powercut.so program
 *
 * Each record is a head (see below) and so many bytes of data. A sync makes two: what was written before the first of them
 * is on the disk once the second is there. The disk itself is not waited for: the journal alone decides what it holds.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 65536

struct head { /* little endian, 24 bytes */
    uint32_t kind;   /* Open, Write, Truncate, Begin and End of a sync, Unlink */
    uint32_t length; /* of the data: a path, or what was written */
    uint64_t file;   /* the number of its inode */
    uint64_t value;  /* where it was written, the new size, or which sync */
};

static int journal = -1;
static const char *folder;
static uint64_t watched[MOST]; /* by descriptor; 0: not ours */
static uint64_t syncs;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static int (*real_unlink)(const char *);
static int (*real_ftruncate)(int, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);

__attribute__((constructor)) static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    folder = getenv("POWERCUT_FOLDER");
    const char *where = getenv("POWERCUT_JOURNAL");
    if (folder && where) journal = real_open(where, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void record(char kind, uint64_t file, uint64_t value, const void *data, size_t length) {
    struct head head = {(uint32_t)kind, (uint32_t)length, file, value};
    struct iovec both[2] = {{&head, sizeof head}, {(void *)data, length}};
    if (writev(journal, both, 2) != (ssize_t)(sizeof head + length)) abort();
}

static int is_ours(const char *path) {
    size_t length = folder ? strlen(folder) : 0, all = strlen(path);
    if (journal < 0 || strncmp(path, folder, length) || (path[length] && path[length] != '/')) return 0;
    return all < 4 || strcmp(path + all - 4, "-shm"); /* shared memory, made anew after a crash */
}

static int opened(int descriptor, const char *path) {
    struct stat found;
    if (descriptor >= 0 && descriptor < MOST && is_ours(path) && !fstat(descriptor, &found)) {
        watched[descriptor] = found.st_ino;
        record('O', found.st_ino, 0, path, strlen(path));
    }
    return descriptor;
}

static uint64_t ours(int descriptor) { return descriptor >= 0 && descriptor < MOST ? watched[descriptor] : 0; }

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        return opened(real_open(path, flags, mode), path); \
    }
OPEN(open)
OPEN(open64)

int close(int descriptor) {
    if (ours(descriptor)) watched[descriptor] = 0;
    return real_close(descriptor);
}

static ssize_t written(int descriptor, const void *data, size_t length, off64_t at, int here) {
    uint64_t file = ours(descriptor);
    if (!file) return here ? real_write(descriptor, data, length) : real_pwrite(descriptor, data, length, at);
    pthread_mutex_lock(&turn);
    if (here) at = lseek64(descriptor, 0, SEEK_CUR);
    ssize_t done = here ? real_write(descriptor, data, length) : real_pwrite(descriptor, data, length, at);
    if (done > 0) record('W', file, (uint64_t)at, data, (size_t)done);
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t write(int descriptor, const void *data, size_t length) { return written(descriptor, data, length, 0, 1); }
ssize_t pwrite(int descriptor, const void *data, size_t length, off_t at) { return written(descriptor, data, length, at, 0); }
ssize_t pwrite64(int descriptor, const void *data, size_t length, off64_t at) { return written(descriptor, data, length, at, 0); }

static int cut(int descriptor, off64_t size) {
    uint64_t file = ours(descriptor);
    int failed = real_ftruncate(descriptor, size);
    if (file && !failed) record('T', file, (uint64_t)size, NULL, 0);
    return failed;
}

int ftruncate(int descriptor, off_t size) { return cut(descriptor, size); }
int ftruncate64(int descriptor, off64_t size) { return cut(descriptor, size); }

static int synced(int descriptor, const char *name) {
    uint64_t file = ours(descriptor);
    if (!file) return ((int (*)(int))dlsym(RTLD_NEXT, name))(descriptor);
    uint64_t number = __atomic_add_fetch(&syncs, 1, __ATOMIC_SEQ_CST);
    record('B', file, number, NULL, 0);
    record('E', file, number, NULL, 0);
    return 0;
}

int fsync(int descriptor) { return synced(descriptor, "fsync"); }
int fdatasync(int descriptor) { return synced(descriptor, "fdatasync"); }

int unlink(const char *path) {
    int failed = real_unlink(path);
    if (!failed && is_ours(path)) record('U', 0, 0, path, strlen(path));
    return failed;
}
