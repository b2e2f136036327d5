// An HTTP/1.1 server on 127.0.0.1 that answers every request with the same body after the same delay, however many wait.
// Arguments: the file with the body, the delay in milliseconds. Prints its port, and ends with its standard input.
//
// All delays are equal, so answers leave in the order in which requests came: one queue, one timer, one thread.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 4096, QUEUE = 1 << 16 };

// Per connection: how many of the four bytes that end a request's head have come, and which connection has the number.
static struct {
    int ending;
    unsigned generation;
} connections[MOST_CONNECTIONS];

static struct {
    double due;
    int connection;
    unsigned generation;
} queue[QUEUE];
static unsigned first, last;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static char *read_answer(const char *path, size_t *size) {
    static char answer[1 << 20], body[(1 << 20) - 256];
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail(path);
    size_t count = fread(body, 1, sizeof body, file);
    fclose(file);
    int head = snprintf(
        answer, 256, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", count);
    memcpy(answer + head, body, count);
    *size = (size_t)head + count;
    return answer;
}

static int listen_anywhere(void) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 1024) != 0) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

// Reads what has come and queues an answer for each request that is complete. Requests have no bodies.
static void receive(int connection, double delay) {
    static const char end[] = "\r\n\r\n";
    char bytes[16384];
    ssize_t count = read(connection, bytes, sizeof bytes);
    if (count <= 0) {
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        connections[connection].generation++;
        close(connection);
        return;
    }
    int ending = connections[connection].ending;
    for (ssize_t i = 0; i < count; i++) {
        ending = bytes[i] == end[ending] ? ending + 1 : bytes[i] == '\r';
        if (ending < 4) continue;
        ending = 0;
        queue[last].due = now() + delay;
        queue[last].connection = connection;
        queue[last].generation = connections[connection].generation;
        last = (last + 1) % QUEUE;
    }
    connections[connection].ending = ending;
}

int main(int argument_count, char **arguments) {
    if (argument_count != 3) return 2;
    size_t size;
    const char *answer = read_answer(arguments[1], &size);
    double delay = atof(arguments[2]) / 1000;
    int listener = listen_anywhere(), poller = epoll_create1(EPOLL_CLOEXEC), one = 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    event.data.fd = STDIN_FILENO;
    if (epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &event) != 0) fail("standard input");

    for (;;) {
        // epoll counts milliseconds and would wake up early or late; ppoll on it takes nanoseconds.
        struct pollfd ready = {.fd = poller, .events = POLLIN};
        double left = first == last ? 3600 : queue[first].due - now();
        if (left > 0) {
            struct timespec time = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
            ppoll(&ready, 1, &time, NULL);
        }
        int count = epoll_wait(poller, events, 256, 0);
        for (int i = 0; i < count; i++) {
            int from = events[i].data.fd;
            if (from == STDIN_FILENO) {
                char byte;
                if (read(STDIN_FILENO, &byte, 1) <= 0) return 0;
            } else if (from == listener) {
                int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
                if (connection < 0) continue;
                if (connection >= MOST_CONNECTIONS) {
                    close(connection);
                    continue;
                }
                setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                connections[connection].ending = 0;
                event.data.fd = connection;
                epoll_ctl(poller, EPOLL_CTL_ADD, connection, &event);
            } else {
                receive(from, delay);
            }
        }
        while (first != last && queue[first].due <= now()) {
            int connection = queue[first].connection;
            // A body of a few KiB fits the socket's buffer; one that does not is cut, and the client says so.
            if (connections[connection].generation == queue[first].generation
                && send(connection, answer, size, MSG_NOSIGNAL) != (ssize_t)size) {
                shutdown(connection, SHUT_RDWR);
            }
            first = (first + 1) % QUEUE;
        }
    }
}
