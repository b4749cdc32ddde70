/* Cleanup attributes: a local that frees itself when its scope ends, however it ends. */
#ifndef COMMON_AUTO_H
#define COMMON_AUTO_H

#include <stdlib.h>
#include <unistd.h>

#define auto_(destructor) __attribute__((cleanup(destructor)))

/* Hands a self-freeing pointer over to the caller: the local forgets it. */
#define take(pointer)                                                                              \
    __extension__({                                                                                \
        __typeof__(pointer) taken = (pointer);                                                     \
        (pointer) = NULL;                                                                          \
        taken;                                                                                     \
    })

static inline void auto_free_at(void *place)
{
    free(*(void **)place);
}

static inline void auto_close_at(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

#define auto_free auto_(auto_free_at)
#define auto_fd auto_(auto_close_at)

#endif
