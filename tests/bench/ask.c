/* Asks one question again and again over connections that stay open.
 *   load PORT REQUESTS CONNECTIONS STATUS < HEAD   prints answers a second
 * HEAD is the head of a GET, blank line and all; every answer has to have STATUS. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 256, ANSWER_MAX = 1 << 20 };

struct connection {
    int fd;
    char *bytes;
    size_t len;
};

static char head[1 << 14];
static size_t head_len;
static const char *status;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void ask(const struct connection *connection)
{
    if (write(connection->fd, head, head_len) != (ssize_t)head_len)
        fail("write");
}

/* Whether all of an answer is there. */
static int is_whole(struct connection *connection)
{
    connection->bytes[connection->len] = '\0';
    const char *end = strstr(connection->bytes, "\r\n\r\n");
    if (!end)
        return 0;
    if (strncmp(connection->bytes + sizeof "HTTP/1.1", status, 3) != 0) {
        fprintf(stderr, "load: %.*s\n", (int)(end - connection->bytes), connection->bytes);
        exit(1);
    }
    const char *length = strcasestr(connection->bytes, "content-length:");
    size_t body = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
    return connection->len >= (size_t)(end - connection->bytes) + 4 + body;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void open_all(struct connection *all, int count, int poll, const char *port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < count; i++) {
        all[i].fd = socket(AF_INET, SOCK_STREAM, 0);
        all[i].bytes = malloc(ANSWER_MAX + 1);
        if (!all[i].bytes || connect(all[i].fd, (struct sockaddr *)&to, sizeof to) != 0)
            fail("connect");
        setsockopt(all[i].fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
        epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &event);
    }
}

int main(int argc, char **argv)
{
    static struct connection all[CONNECTIONS_MAX];
    if (argc != 5)
        return 64;
    long wanted = strtol(argv[2], NULL, 10), asked = 0, answered = 0;
    int count = (int)strtol(argv[3], NULL, 10), poll = epoll_create1(0);
    status = argv[4];
    head_len = fread(head, 1, sizeof head, stdin);
    if (count < 1 || count > CONNECTIONS_MAX || poll < 0)
        return 64;
    open_all(all, count, poll, argv[1]);
    double started = now();
    for (; asked < count && asked < wanted; asked++)
        ask(&all[asked]);
    while (answered < wanted) {
        struct epoll_event events[CONNECTIONS_MAX];
        int ready = epoll_wait(poll, events, count, 30000);
        if (ready <= 0)
            fail("epoll_wait");
        for (int i = 0; i < ready; i++) {
            struct connection *one = events[i].data.ptr;
            ssize_t got = read(one->fd, one->bytes + one->len, ANSWER_MAX - one->len);
            if (got <= 0)
                fail("read");
            one->len += (size_t)got;
            if (!is_whole(one))
                continue;
            one->len = 0;
            answered++;
            if (asked++ < wanted)
                ask(one);
        }
    }
    printf("%.1f\n", (double)answered / (now() - started));
    return 0;
}
