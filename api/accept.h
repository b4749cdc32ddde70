/* In which form a client wants its answer. */
#ifndef API_ACCEPT_H
#define API_ACCEPT_H

enum accept { ACCEPT_JSON, ACCEPT_TEXT, ACCEPT_MARKDOWN };

/* What the header Accept (NULL: there is none) likes best: by its quality values, and of equals the
 * first. JSON where it takes anything, or nothing that there is. */
enum accept accept_read(const char *header);

#endif
