/*
 * child_acts.c - a child for test_child.c: does one thing and answers with a word.
 *
 *     child_acts --f /tmp/a      tries to write a file: "done", "not permitted", or why not
 *
 * Built without sanitizers, which would ask for more than a child may have.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void answer(int descriptor, const char *text)
{
    if (write(descriptor, text, strlen(text)) < 0) {
        _exit(90);
    }
}

static int say(int failed)
{
    answer(1, failed ? (errno == EPERM ? "not permitted" : strerror(errno)) : "done");
    return 0;
}

static int copy_input(int descriptor)
{
    char bytes[4096];
    ssize_t n = 0;
    while ((n = read(descriptor, bytes, sizeof bytes)) > 0) {
        if (write(1, bytes, (size_t)n) != n) {
            return 91;
        }
    }
    return n == 0 ? 0 : 92;
}

static int list_environment(void)
{
    extern char **environ;
    for (char **e = environ; *e != NULL; e++) {
        answer(1, *e);
        answer(1, ";");
    }
    return 0;
}

static int list_descriptors(void)
{
    char text[32];
    for (int i = 0; i < 1024; i++) {
        if (fcntl(i, F_GETFD) >= 0) {
            snprintf(text, sizeof text, "%d;", i);
            answer(1, text);
        }
    }
    return 0;
}

static int use_memory(void)
{
    char *const block = malloc((size_t)1 << 30);
    if (block == NULL) {
        return say(1);
    }
    memset(block, 1, (size_t)1 << 30);
    return say(0);
}

static int write_file(const char *path)
{
    const int descriptor = open(path, O_WRONLY | O_CREAT, 0600);
    if (descriptor < 0) {
        return say(1);
    }
    return say(write(descriptor, "x", 1) != 1);
}

static int start_program(void)
{
    const pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    return say(child < 0);
}

static int raise_limit(void)
{
    const struct rlimit most = {1 << 20, 1 << 20};
    return say(setrlimit(RLIMIT_FSIZE, &most) != 0);
}

static int ask_network(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int s = socket(AF_INET, SOCK_STREAM, 0);
    const int u = socket(AF_UNIX, SOCK_STREAM, 0);
    if (s >= 0 || u >= 0) {
        snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
        return say(bind(u, (const struct sockaddr *)&address, sizeof address) != 0);
    }
    return say(1);
}

static int act(const char *what, const char *with)
{
    char *const none[] = {NULL};
    switch (what[2]) {
    case 'a': return copy_input(0);
    case 'b': return copy_input(open("/proc/self/fd/0", O_RDONLY));
    case 'c': return list_environment();
    case 'd': return list_descriptors();
    case 'e': return use_memory();
    case 'f': return write_file(with);
    case 'g': return start_program();
    case 'h': return ask_network(with);
    case 'i': return say(unlink(with) != 0);
    case 'j': return say(rename(with, "/tmp/gravamen-moved") != 0);
    case 'k': execve("/bin/true", none, none); return say(1);
    case 'l': for (;;) { pause(); }
    case 'm': for (;;) { }
    case 'n': for (;;) { answer(1, "seventeen villagers\n"); }
    case 'o': for (;;) { answer(2, "a complaint\n"); answer(1, ""); }
    case 'p': answer(2, "Syntax Error: odd\n"); return 3;
    case 'q': (void)raise(SIGPIPE); return 4;
    case 'r': close(1); close(2); for (;;) { pause(); }
    case 's': return raise_limit();
    case 't': return say(mkdir(with, 0700) != 0);
    case 'u': return say(write(0, "x", 1) != 1);
    case 'v': abort();
    case 'w': return say(kill(getppid(), 0) != 0);
    default: return 93;
    }
}

int main(int argc, char **argv)
{
    return argc > 1 && strlen(argv[1]) == 3 ? act(argv[1], argc > 2 ? argv[2] : "") : 94;
}
