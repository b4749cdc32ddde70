/* Names of functions without what differs from run to run or from build to build: arguments,
 * addresses, the numbers of lambdas and of generated classes. */
#include "ingest/frames_internal.h"

enum { LONG_NUMBER = 4, HASH = 8, DEPTH_MAX = 64 };

struct out {
    char *at;
    size_t len, room;
};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static void put(struct out *out, char c)
{
    if (out->len < out->room && (unsigned char)c >= ' ')
        out->at[out->len++] = c;
}

static size_t digits(struct span span)
{
    size_t len = 0;
    while (len < span.len && digit(span.at[len]))
        len++;
    return len;
}

/* Copies a character, or passes over a number that some generator gave: a long one, or one behind
 * one of @marks. How far that goes. */
static size_t put_unnumbered(struct out *out, struct span rest, const char *marks)
{
    size_t len = digits(rest);
    char last = out->len ? out->at[out->len - 1] : '\0';
    if (len >= LONG_NUMBER || (len && last && strchr(marks, last)))
        return len;
    len += len == 0;
    for (size_t i = 0; i < len; i++)
        put(out, rest.at[i]);
    return len;
}

static size_t find(struct span span, const char *needle)
{
    const char *at = memmem(span.at, span.len, needle, strlen(needle));
    return at ? (size_t)(at - span.at) : span.len;
}

static size_t find_last(struct span span, char c)
{
    size_t at = span.len;
    while (at > 0 && span.at[at - 1] != c)
        at--;
    return at ? at - 1 : span.len;
}

static struct span up_to(struct span span, const char *needle)
{
    span.len = find(span, needle);
    return span;
}

static size_t copy(struct span name, const char *marks, char *text, size_t room)
{
    struct out out = {.at = text, .room = room};
    while (name.len)
        name = span_skip(name, put_unnumbered(&out, name, marks));
    return out.len;
}

static struct span without_prefix(struct span name, const char *const *prefixes)
{
    for (const char *const *one = prefixes; *one; one++)
        if (span_starts(name, *one))
            name = span_skip(name, strlen(*one));
    return name;
}

/* java.base/java.util.X$1.run: without the module; Cart$$EnhancerBySpring$$1a2b.total: Cart.total
 */
size_t java_clean(struct span name, char *text, size_t room)
{
    struct out out = {.at = text, .room = room};
    size_t slash = find_last(name, '/');
    if (slash < name.len)
        name = span_skip(name, slash + 1);
    size_t generated = find(name, "$$");
    for (size_t at = 0; at < name.len;) {
        if (at == generated) {
            at = find_last(name, '.');
            if (at < generated)
                break;
            continue;
        }
        at += put_unnumbered(&out, span_skip(name, at), "$-");
    }
    return out.len;
}

/* What the C# compiler made of a lambda, an iterator or an async method: the method it is in. */
static size_t dotnet_generated(struct span rest, struct out *out)
{
    size_t close = find(rest, ">");
    if (close == rest.len)
        return 0;
    if (close == 1) { /* <>c, <>c__DisplayClass3_0: goes with its dot */
        size_t dot = find(rest, ".");
        return dot < rest.len ? dot + 1 : rest.len;
    }
    for (size_t i = 1; i < close; i++)
        put(out, rest.at[i]);
    struct span tail = span_skip(rest, close + 1);
    size_t bar = find(tail, "|"), dot = find(tail, ".");
    if (span_starts(tail, "g__")) { /* a local function */
        put(out, '.');
        for (size_t i = 3; i < bar; i++)
            put(out, tail.at[i]);
    }
    return close + 1 + dot;
}

size_t dotnet_clean(struct span name, char *text, size_t room)
{
    struct out out = {.at = text, .room = room};
    if (name.len > 9 && memcmp(name.at + name.len - 9, ".MoveNext", 9) == 0 &&
        find(name, ">d__") < name.len)
        name.len -= 9;
    while (name.len) {
        size_t skip = 0;
        if (*name.at == '<')
            skip = dotnet_generated(name, &out);
        else if (*name.at == '[' && find(name, "]") < name.len)
            skip = find(name, "]") + 1;
        else if (*name.at == '`')
            skip = 1 + digits(span_skip(name, 1));
        name = span_skip(name, skip ? skip : put_unnumbered(&out, name, "_"));
    }
    return out.len;
}

/* async Object.total [as sum]: total; Context.<anonymous> has no name. */
size_t script_clean(struct span name, char *text, size_t room)
{
    static const char *const prefixes[] = {"async ",       "new ",     "Object.",      "Function.",
                                           "Module.",      "exports.", "Context.",     "World.",
                                           "UserContext.", "Proxy.",   "TestContext.", NULL};
    name = without_prefix(name, prefixes);
    name = up_to(up_to(name, " ["), "/");
    name = up_to(name, "<");
    if ((name.len && name.at[name.len - 1] == '.') || (name.len == 4 && span_starts(name, "eval")))
        name.len = 0;
    return copy(name, "$", text, room);
}

size_t python_clean(struct span name, char *text, size_t room)
{
    struct out out = {.at = text, .room = room};
    while (name.len) {
        if (span_starts(name, ".<locals>"))
            name = span_skip(name, strlen(".<locals>"));
        else
            name = span_skip(name, put_unnumbered(&out, name, "$"));
    }
    return out.len;
}

/* The length of "func1", "gowrap2" or "3" up to the next dot, which stand for a closure; else 0. */
static size_t go_closure(struct span rest)
{
    static const char *const words[] = {"func", "gowrap", "deferwrap", ""};
    size_t end = find(rest, ".");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i]);
        if (span_starts(rest, words[i]) && end > len && digits(span_skip(rest, len)) == end - len)
            return end;
    }
    return 0;
}

/* example.org/shop.(*Cart).Total.func1.2(0xc00, ...): example.org/shop.(*Cart).Total */
size_t go_clean(struct span name, char *text, size_t room)
{
    struct out out = {.at = text, .room = room};
    size_t arguments = find_last(name, '(');
    if (arguments > 0 && name.at[name.len - 1] == ')')
        name.len = arguments;
    while (name.len) {
        size_t skip = 0;
        if (*name.at == '.' && name.len > 1 && go_closure(span_skip(name, 1)))
            skip = 1 + go_closure(span_skip(name, 1));
        else if (*name.at == '[' && find(name, "]") < name.len)
            skip = find(name, "]") + 1;
        else if (name.len == 3 && span_starts(name, "-fm"))
            skip = 3;
        name = span_skip(name, skip ? skip : put_unnumbered(&out, name, ""));
    }
    return out.len;
}

static bool opens(char c)
{
    return c == '(' || c == '<' || c == '[';
}

static bool closes(char c)
{
    return c == ')' || c == '>' || c == ']';
}

/* Drops what is in brackets, which may be in each other. */
static struct span without_brackets(struct span name, char *text, size_t room)
{
    struct out out = {.at = text, .room = room};
    int depth = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (depth == 0 && span_starts(span_skip(name, i), "operator")) {
            size_t symbol = i + strlen("operator");
            while (symbol < name.len && name.at[symbol] != '(')
                symbol++;
            for (; i < symbol; i++)
                put(&out, name.at[i]);
            i--;
        } else if (depth == 0 && span_starts(span_skip(name, i), " const") &&
                   (i + 6 == name.len || strchr(": ", name.at[i + 6]))) {
            i += 5;
        } else if (opens(name.at[i])) {
            depth += depth < DEPTH_MAX;
        } else if (closes(name.at[i])) {
            depth -= depth > 0;
        } else if (depth == 0) {
            put(&out, name.at[i]);
        }
    }
    return (struct span){.at = text, .len = out.len};
}

/* void shop::Cart<int>::total(int) const: shop::Cart::total */
size_t native_clean(struct span name, char *text, size_t room)
{
    char bare[4 * FRAME_TEXT_MAX];
    struct span rest = span_trim(without_brackets(name, bare, sizeof bare));
    size_t generic = find(rest, "operator"); /* what follows may be anything */
    size_t blank = find_last((struct span){.at = rest.at, .len = generic}, ' ');
    if (blank < generic) /* the type that a template returns */
        rest = span_skip(rest, blank + 1);
    while (span_starts(rest, "::"))
        rest = span_skip(rest, 2);
    if (generic >= rest.len)
        rest = up_to(rest, "."); /* .isra.0, .cold */
    return copy(rest, "#_$", text, room);
}

/* block (2 levels) in total: total; <top (required)>, <class:Cart> are no functions. */
size_t ruby_clean(struct span name, char *text, size_t room)
{
    for (size_t at; (at = find(name, " in ")) < name.len;)
        name = span_skip(name, at + 4);
    if (span_starts(name, "<"))
        name.len = 0;
    return copy(name, "", text, room);
}

static bool rust_hash(struct span rest)
{
    return rest.len == 19 && span_starts(rest, "::h") &&
           strspn(rest.at + 3, "0123456789abcdef") >= 16;
}

/* shop::cart::total::{{closure}}::h0123456789abcdef: shop::cart::total */
size_t rust_clean(struct span name, char *text, size_t room)
{
    struct out out = {.at = text, .room = room};
    while (name.len && !rust_hash(name)) {
        size_t skip = 0;
        if (span_starts(name, "::{{closure}}") || span_starts(name, "::{closure"))
            skip = find(name, "}") + (span_starts(name, "::{{") ? 2 : 1);
        if (skip > name.len)
            skip = name.len;
        name = span_skip(name, skip ? skip : put_unnumbered(&out, name, "#"));
    }
    return out.len;
}

/* Shop\Cart->total(7): Shop\Cart->total; a class or closure without a name has its file in it. */
size_t php_clean(struct span name, char *text, size_t room)
{
    size_t closure = find(name, "{closure"), anonymous = find(name, "class@anonymous");
    struct out out = {.at = text, .room = room};
    for (size_t i = 0; i < name.len;) {
        if (i == closure && find(name, "}") > i && find(name, "}") < name.len) {
            for (const char *word = "{closure}"; *word; word++)
                put(&out, *word);
            i = find(name, "}") + 1;
        } else if (i == anonymous) {
            for (const char *word = "class@anonymous"; *word; word++)
                put(&out, *word);
            size_t arrow = find(span_skip(name, i), "->");
            i += arrow;
        } else if (name.at[i] == '(') {
            break;
        } else {
            i += put_unnumbered(&out, span_skip(name, i), "$");
        }
    }
    return out.len;
}
