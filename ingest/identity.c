#define XXH_INLINE_ALL
#include "ingest/identity.h"

#include <ctype.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "common/auto.h"

enum { ON_STACK = 2048, SHORTEST_STAMP = 8 };

static unsigned char *put_field(unsigned char *at, const char *bytes, size_t len)
{
    uint32_t size = htole32((uint32_t)len);
    memcpy(at, &size, sizeof size);
    memcpy(at + sizeof size, bytes, len);
    return at + sizeof size + len;
}

enum err_code identity_make(const struct identity_name *name, struct identity *identity,
                            struct err *err)
{
    char digits[12];
    int digits_len = 1;
    if (name->occurrence >= 0 && name->occurrence < 10)
        digits[0] = (char)('0' + name->occurrence);
    else
        digits_len = snprintf(digits, sizeof digits, "%d", name->occurrence);
    size_t class_len = strlen(name->classname), name_len = strlen(name->name),
           variant_len = strlen(name->variant);
    size_t size = 1 + 5 * 4 + name->suite_len + class_len + name_len + variant_len + sizeof digits;
    unsigned char stack[ON_STACK];
    auto_free unsigned char *heap = size > sizeof stack ? malloc(size) : NULL;
    unsigned char *start = size > sizeof stack ? heap : stack, *at = start;
    if (!start)
        return err_nomem(err);
    *at++ = IDENTITY_VERSION;
    at = put_field(at, name->suite, name->suite_len);
    at = put_field(at, name->classname, class_len);
    at = put_field(at, name->name, name_len);
    at = put_field(at, name->variant, variant_len);
    at = put_field(at, digits, (size_t)digits_len);

    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(start, (size_t)(at - start)));
    memcpy(identity->bytes, canonical.digest, sizeof identity->bytes);
    return ERR_OK;
}

/* The length of @text without a UUID at its end. */
static size_t without_uuid(const char *text, size_t len)
{
    static const char form[] = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
    size_t size = sizeof form - 1;
    if (len <= size)
        return len;
    const char *at = text + len - size;
    for (size_t i = 0; i < size; i++)
        if (form[i] == 'h' ? !isxdigit((unsigned char)at[i]) : at[i] != '-')
            return len;
    return len - size;
}

/* The length of @text without a date and time at its end: a year of this century and at least
 * eight digits in all, in one run of digits and of what stands between them in a time stamp. */
static size_t without_stamp(const char *text, size_t len)
{
    size_t start = len, digits = 0;
    while (start > 0 &&
           (isdigit((unsigned char)text[start - 1]) || strchr("-:.TZ_+", text[start - 1])))
        start--;
    while (start < len && !(isdigit((unsigned char)text[start])))
        start++;
    for (size_t i = start; i < len; i++)
        digits += isdigit((unsigned char)text[i]) != 0;
    if (digits < SHORTEST_STAMP || strncmp(text + start, "20", 2) != 0 || start == 0)
        return len;
    /* Eight digits alone are a date only if the month and the day can be. */
    char plain[SHORTEST_STAMP] = {0};
    for (size_t i = start, used = 0; used < sizeof plain; i++)
        if (isdigit((unsigned char)text[i]))
            plain[used++] = text[i];
    int month = (plain[4] - '0') * 10 + plain[5] - '0',
        day = (plain[6] - '0') * 10 + plain[7] - '0';
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? start : len;
}

size_t identity_suite_length(const char *suite)
{
    size_t len = strlen(suite), full = len;
    if (len == 0 || !(isxdigit((unsigned char)suite[len - 1]) || suite[len - 1] == 'Z'))
        return len;
    len = without_uuid(suite, len);
    if (len == full)
        len = without_stamp(suite, len);
    if (len == full)
        return len;
    while (len > 0 && strchr("-_ .:@", suite[len - 1]))
        len--;
    return len ? len : full;
}

void identity_format(const struct identity *identity, char text[IDENTITY_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char *at = text;
    for (size_t i = 0; i < sizeof identity->bytes; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = digits[identity->bytes[i] >> 4];
        *at++ = digits[identity->bytes[i] & 15];
    }
    *at = '\0';
}
