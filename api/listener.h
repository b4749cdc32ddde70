/* The socket that the server listens on. */
#ifndef API_LISTENER_H
#define API_LISTENER_H

#include <stdint.h>

#include "common/err.h"

/* Listens on @address (a number or a name) and @port (0: any free one). ERR_UNAVAILABLE says
 * whether the port is in use. */
enum err_code listener_open(const char *address, uint16_t port, int *listener,
                            struct err *err) must_check;

/* The port of @listener. */
uint16_t listener_port(int listener);

#endif
