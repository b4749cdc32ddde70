#include "api/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Keeps errno, which says why. */
static int close_failed(int fd)
{
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static int listen_on(const struct addrinfo *place)
{
    int fd = socket(place->ai_family, place->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                    place->ai_protocol);
    if (fd < 0)
        return -1;
    int yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, place->ai_addr, place->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0)
        return close_failed(fd);
    return fd;
}

enum err_code listener_open(const char *address, uint16_t port, int *listener, struct err *err)
{
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM};
    struct addrinfo *places = NULL;
    int failed = getaddrinfo(address, service, &hints, &places);
    if (failed)
        return err_set(err, ERR_UNAVAILABLE, "cannot listen on \"%.100s\": %s", address,
                       gai_strerror(failed));
    int fd = -1;
    for (const struct addrinfo *place = places; place && fd < 0; place = place->ai_next)
        fd = listen_on(place);
    int why = errno;
    freeaddrinfo(places);
    if (fd < 0)
        return err_set(err, ERR_UNAVAILABLE, "cannot listen on %.100s port %u: %s%s", address,
                       (unsigned)port, strerror(why),
                       why == EADDRINUSE ? "; another program has it: stop that one or set port"
                                         : "");
    *listener = fd;
    return ERR_OK;
}

uint16_t listener_port(int listener)
{
    struct sockaddr_storage place;
    socklen_t len = sizeof place;
    memset(&place, 0, sizeof place);
    if (getsockname(listener, (struct sockaddr *)&place, &len) != 0)
        return 0;
    if (place.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)&place)->sin6_port);
    return ntohs(((const struct sockaddr_in *)&place)->sin_port);
}
