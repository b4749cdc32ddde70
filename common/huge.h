/* Large memory in large pages: filling a hundred megabytes costs tens of thousands of page faults
 * otherwise, a third of the time of reading a large report. */
#ifndef COMMON_HUGE_H
#define COMMON_HUGE_H

#include <stddef.h>

/* Asks for large pages where @size bytes at @at hold some whole ones and were not yet touched. Only
 * a hint: nothing changes but speed. Accepts NULL. */
void huge_advise(void *at, size_t size);

/* An address range of @size bytes that is zero and costs memory only where it is touched; for
 * arrays that must not be moved as they grow, since moving breaks large pages up. NULL: no such
 * range can be had. */
void *huge_reserve(size_t size);

/* Gives a range of huge_reserve() back. Accepts NULL. */
void huge_release(void *at, size_t size);

#endif
