#include "common/huge.h"

#include <stdint.h>
#include <sys/mman.h>

enum { PAGE = 2 << 20, WORTH = 2 * PAGE };

void huge_advise(void *at, size_t size)
{
    uintptr_t first = ((uintptr_t)at + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    uintptr_t end = ((uintptr_t)at + size) & ~(uintptr_t)(PAGE - 1);
    if (at && size >= WORTH && end > first)
        (void)madvise((char *)at + (first - (uintptr_t)at), end - first, MADV_HUGEPAGE);
}

void *huge_reserve(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                    -1, 0);
    if (at == MAP_FAILED)
        return NULL;
    huge_advise(at, size);
    return at;
}

void huge_release(void *at, size_t size)
{
    if (at)
        (void)munmap(at, size);
}
