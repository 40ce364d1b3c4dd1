/* Loaded before the C library (LD_PRELOAD): counts what is written in one folder, by Python, Qt and all others, and at
 * a chosen place lets it fail or ends the process, a write in its middle. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX];
static long count, armed;
static int error; /* 0: end the process */
static char log_[65536];

void fault_begin(const char *place, long at, int what) {
    strncpy(folder, place, sizeof folder - 1);
    count = 0, armed = at, error = what, log_[0] = 0;
}
long fault_count(void) { return count; }
const char *fault_log(void) { return log_; }
void fault_end(void) { folder[0] = 0; }

static int inside(const char *path) { return folder[0] && path && !strncmp(path, folder, strlen(folder)); }
static int inside_fd(int fd) {
    char link[64], path[PATH_MAX];
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return inside(path);
}
/* Whether this call is to fail. */
static int hit(const char *name) {
    if (strlen(log_) + strlen(name) + 2 < sizeof log_) strcat(strcat(log_, name), " ");
    if (++count != armed) return 0;
    if (!error) kill(getpid(), SIGKILL);
    errno = error;
    return 1;
}
#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t size) {
    ssize_t (*real)(int, const void *, size_t) = REAL(ssize_t, write, int, const void *, size_t);
    if (inside_fd(fd)) {
        if (count + 1 == armed && !error) real(fd, data, size / 2);
        if (hit("write")) return -1;
    }
    return real(fd, data, size);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    if (inside_fd(fd) && hit("write")) return -1;
    return REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)(fd, data, size, at);
}
ssize_t writev(int fd, const struct iovec *parts, int number) {
    if (inside_fd(fd) && hit("write")) return -1;
    return REAL(ssize_t, writev, int, const struct iovec *, int)(fd, parts, number);
}
int fsync(int fd) { return inside_fd(fd) && hit("fsync") ? -1 : REAL(int, fsync, int)(fd); }
int fdatasync(int fd) { return inside_fd(fd) && hit("fsync") ? -1 : REAL(int, fdatasync, int)(fd); }
int rename(const char *from, const char *to) {
    return inside(to) && hit("rename") ? -1 : REAL(int, rename, const char *, const char *)(from, to);
}
int renameat(int a, const char *from, int b, const char *to) {
    return inside(to) && hit("rename") ? -1 : REAL(int, renameat, int, const char *, int, const char *)(a, from, b, to);
}
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    return inside(to) && hit("rename") ? -1
        : REAL(int, renameat2, int, const char *, int, const char *, unsigned)(a, from, b, to, flags);
}
int link(const char *from, const char *to) {
    return inside(to) && hit("link") ? -1 : REAL(int, link, const char *, const char *)(from, to);
}
int linkat(int a, const char *from, int b, const char *to, int flags) {
    return inside(to) && hit("link") ? -1
        : REAL(int, linkat, int, const char *, int, const char *, int)(a, from, b, to, flags);
}
int mkdir(const char *path, mode_t mode) {
    return inside(path) && hit("mkdir") ? -1 : REAL(int, mkdir, const char *, mode_t)(path, mode);
}
int mkdirat(int at, const char *path, mode_t mode) {
    return inside(path) && hit("mkdir") ? -1 : REAL(int, mkdirat, int, const char *, mode_t)(at, path, mode);
}
#define OPENS(name)                                                                                                    \
    int name(const char *path, int flags, ...) {                                                                       \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;                                        \
        va_end(more);                                                                                                  \
        if ((flags & O_CREAT) && inside(path) && hit("open")) return -1;                                               \
        return REAL(int, name, const char *, int, ...)(path, flags, mode);                                             \
    }
OPENS(open)
OPENS(open64)
