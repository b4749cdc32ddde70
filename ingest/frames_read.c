/* How a line of a stack trace looks in each language. */
#include "ingest/frames_internal.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(struct span span)
{
    size_t len = 0;
    while (len < span.len && digit(span.at[len]))
        len++;
    return len;
}

static bool ends(struct span span, const char *suffix)
{
    size_t len = strlen(suffix);
    return span.len >= len && memcmp(span.at + span.len - len, suffix, len) == 0;
}

/* Where @needle begins in @span; its length when it does not. */
static size_t find(struct span span, const char *needle)
{
    const char *at = memmem(span.at, span.len, needle, strlen(needle));
    return at ? (size_t)(at - span.at) : span.len;
}

/* Takes what stands before @separator off the start of *@rest; false when there is none. */
static bool cut(struct span *rest, const char *separator, struct span *before)
{
    size_t at = find(*rest, separator);
    if (at == rest->len)
        return false;
    *before = (struct span){.at = rest->at, .len = at};
    *rest = span_skip(*rest, at + strlen(separator));
    return true;
}

/* "#12 ", "12: ": how long it is; 0 when @line does not begin so. */
static size_t number_mark(struct span line, const char *before, const char *after)
{
    if (!span_starts(line, before))
        return 0;
    struct span rest = span_skip(line, strlen(before));
    size_t len = digits(rest);
    if (len == 0 || len > 5 || !span_starts(span_skip(rest, len), after))
        return 0;
    return strlen(before) + len + strlen(after);
}

/* The length of the name of @language's file that ends at the dot at @dot; 0: of none. */
static size_t extension(const struct language *language, struct span text, size_t dot)
{
    struct span rest = span_skip(text, dot + 1);
    for (const char *const *one = language->extensions; *one; one++) {
        size_t len = strlen(*one);
        if (span_starts(rest, *one) && rest.len > len && strchr(":(?", rest.at[len]))
            return dot + 1 + len;
    }
    return 0;
}

/* The numbers behind a path: ":12", ":12:5", "(12)", "(12,5)". */
static bool place_numbers(struct span rest, struct place *place)
{
    bool brackets = rest.len && *rest.at == '(';
    size_t len = rest.len ? digits(span_skip(rest, 1)) : 0;
    if (len == 0)
        return false;
    rest = span_skip(rest, 1 + len);
    if (rest.len > 1 && *rest.at == (brackets ? ',' : ':') && digit(rest.at[1])) {
        place->column = true;
        rest = span_skip(rest, 1 + digits(span_skip(rest, 1)));
    }
    if (brackets && !span_starts(rest, ")"))
        return false;
    place->rest = span_skip(rest, brackets);
    return true;
}

bool frame_place_here(const struct language *language, struct span text, struct place *place)
{
    *place = (struct place){.path = {.at = text.at}};
    for (size_t i = 1; i < text.len; i++) {
        if ((unsigned char)text.at[i] <= ' ' || strchr("\"'`()[]", text.at[i]))
            return false;
        size_t len = text.at[i] == '.' ? extension(language, text, i) : 0;
        if (!len)
            continue;
        place->path.len = len;
        if (text.at[len] == '?') /* the hash of a version in a URL */
            len += find(span_skip(text, len), ":");
        return place_numbers(span_skip(text, len), place);
    }
    return false;
}

/* at org.example.Cart.total(Cart.java:12), at java.base/java.lang.Thread.run(Thread.java:840) */
bool java_read(const struct language *language, struct span line, const struct before *before,
               struct frame *frame)
{
    (void)before;
    struct place place;
    struct span name;
    if (!span_starts(line, "at "))
        return false;
    line = span_skip(line, 3);
    if (!cut(&line, "(", &name) || find(name, " ") < name.len || find(name, ".") == name.len)
        return false;
    bool told = frame_place_here(language, line, &place) && span_starts(place.rest, ")");
    if (!told && !span_starts(line, "Native Method)") && !span_starts(line, "Unknown Source)") &&
        !span_starts(line, "<generated>)") && !span_starts(line, "SourceFile"))
        return false;
    frame->name = frame->path = name; /* what is generated is told by the class */
    return true;
}

/* at Shop.Cart.Total(Int32 rate) in /src/Cart.cs:line 12 */
bool dotnet_read(const struct language *language, struct span line, const struct before *before,
                 struct frame *frame)
{
    (void)language, (void)before;
    struct span name, arguments;
    if (!span_starts(line, "at "))
        return false;
    line = span_skip(line, 3);
    if (!cut(&line, "(", &name) || find(name, " ") < name.len || find(name, ".") == name.len ||
        find(name, "/") < name.len || !cut(&line, ")", &arguments) ||
        (line.len && !span_starts(line, " in ")))
        return false;
    frame->name = name;
    if (line.len)
        frame->path = span_skip(line, 4);
    return true;
}

/* What V8 puts in brackets: a path with line and column, or a place without. */
static bool script_location(struct span text, struct span *path)
{
    static const char *const words[] = {"<anonymous>", "native", "index ", "eval at ", "<Jasmine>"};
    *path = text;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_starts(text, words[i]))
            return true;
    for (int numbers = 0; numbers < 2; numbers++) {
        size_t len = path->len;
        while (len && digit(path->at[len - 1]))
            len--;
        if (len < 2 || len == path->len || path->at[len - 1] != ':')
            return false;
        path->len = len - 1;
    }
    return true;
}

/* at Cart.total (/src/cart.js:12:5), at async /src/cart.js:12:5, ❯ total src/cart.ts:12:5,
 * total@http://localhost:9876/base/cart.js:12:5 */
bool script_read(const struct language *language, struct span line, const struct before *before,
                 struct frame *frame)
{
    (void)before;
    static const char mark[] = "\xE2\x9D\xAF ";
    struct place place;
    struct span name = {.at = line.at}, rest = line;
    if (span_starts(line, "at ")) {
        rest = span_skip(line, 3);
        if (cut(&rest, " (", &name)) {
            frame->name = name;
            rest.len -= ends(rest, ")");
        } else if (span_starts(rest, "async ")) {
            rest = span_skip(rest, 6);
        }
        return script_location(rest, &frame->path);
    }
    if (span_starts(line, mark)) {
        rest = span_skip(line, strlen(mark));
        if (cut(&rest, " ", &name))
            frame->name = name;
    } else if (cut(&rest, "@", &name)) {
        if (find(name, " ") < name.len || find(rest, "/") == rest.len)
            return false;
        frame->name = name;
    } else {
        return false;
    }
    if (!frame_place_here(language, rest, &place) || !place.column || place.rest.len)
        return false;
    frame->path = place.path;
    return true;
}

/* File "/src/cart.py", line 12, in total; of pytest: src/cart.py:12: in total, or, behind the
 * source of the function, src/cart.py:12: ValueError */
bool python_read(const struct language *language, struct span line, const struct before *before,
                 struct frame *frame)
{
    struct place place;
    while (line.len && strchr("|+ ", *line.at)) /* of an exception group */
        line = span_skip(line, 1);
    if (span_starts(line, "File \"")) {
        line = span_skip(line, 6);
        if (!cut(&line, "\", line ", &frame->path))
            return false;
        size_t len = digits(line);
        if (span_starts(span_skip(line, len), ", in "))
            frame->name = span_skip(line, len + 5);
        return len > 0;
    }
    if (!frame_place_here(language, line, &place) || place.column || !span_starts(place.rest, ":"))
        return false;
    struct span rest = span_trim(span_skip(place.rest, 1));
    if (find(rest, " ") < rest.len && !span_starts(rest, "in "))
        return false; /* the message of something else */
    frame->path = place.path;
    frame->name = span_starts(rest, "in ") ? span_skip(rest, 3) : before->inside;
    frame->last = rest.len && !span_starts(rest, "in ");
    return true;
}

/* A line "example.org/shop.(*Cart).Total(0xc0000a)" and below it "\t/src/cart.go:12 +0x1d"; of
 * testify "Error Trace:\t/src/cart.go:12" */
bool go_read(const struct language *language, struct span line, const struct before *before,
             struct frame *frame)
{
    struct place place;
    bool told = span_starts(line, "Error Trace:");
    if (told)
        line = span_trim(span_skip(line, 12));
    if (!frame_place_here(language, line, &place) || place.column ||
        (place.rest.len && !span_starts(place.rest, " +0x")))
        return false;
    frame->path = place.path;
    if (!told && (ends(before->line, ")") || span_starts(before->line, "created by ")))
        frame->name = before->line;
    return true;
}

/* Takes the place off the end of a function: of gdb " at cart.cc:12", " from /lib/libc.so"; of ASAN
 * " /src/cart.cc:12:5", " (/src/cart+0x12) (BuildId: 0a1b)". */
static void native_path(const struct language *language, struct span *name, struct frame *frame)
{
    static const char *const marks[] = {" at ", " from ", " (/"};
    struct place place;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t at = find(*name, marks[i]);
        if (at < name->len) {
            frame->path = span_skip(*name, at + 1);
            name->len = at;
            return;
        }
    }
    const char *blank = memrchr(name->at, ' ', name->len);
    size_t at = blank ? (size_t)(blank - name->at) : name->len;
    if (at < name->len && frame_place_here(language, span_skip(*name, at + 1), &place)) {
        frame->path = place.path;
        name->len = at;
    }
}

/* #1 0x55d0 in cart_total(int) /src/cart.cc:12:5, #1  0x55d0 in total (rate=7) at cart.cc:12,
 * 1# cart_total(int) at cart.cc:12, and of assertions cart.cc:12: Failure */
bool native_read(const struct language *language, struct span line, const struct before *before,
                 struct frame *frame)
{
    (void)before;
    struct place place;
    size_t mark = number_mark(line, "#", " ");
    if (!mark)
        mark = number_mark(line, "", "# ");
    if (mark) {
        struct span rest = span_trim(span_skip(line, mark)), address;
        if (span_starts(rest, "0x") && (!cut(&rest, " ", &address) || span_starts(rest, "(")))
            return rest.len && *rest.at == '('; /* a module and an offset: no function */
        if (span_starts(rest, "in "))
            rest = span_skip(rest, 3);
        if (!rest.len || (strchr("/[{(", *rest.at) && !span_starts(rest, "(anonymous")))
            return false; /* PHP's */
        native_path(language, &rest, frame);
        frame->name = rest;
        return true;
    }
    if (span_starts(line, "at "))
        line = span_skip(line, 3);
    if (!frame_place_here(language, line, &place) || (place.rest.len && *place.rest.at != ':'))
        return false;
    frame->path = place.path;
    return true;
}

/* ./lib/cart.rb:12:in `total', in 'Cart#total' since 3.4; of minitest test_x(Cart) [cart.rb:12]: */
bool ruby_read(const struct language *language, struct span line, const struct before *before,
               struct frame *frame)
{
    (void)before;
    struct place place;
    struct span head;
    if (ends(line, "]:") && cut(&line, " [", &head)) {
        bool is = frame_place_here(language, line, &place) && span_starts(place.rest, "]:");
        frame->path = place.path;
        frame->weak = true;
        return is;
    }
    if (span_starts(line, "# "))
        line = span_skip(line, 2);
    if (span_starts(line, "from "))
        line = span_skip(line, 5);
    if (!frame_place_here(language, line, &place) ||
        (!span_starts(place.rest, ":in `") && !span_starts(place.rest, ":in '")))
        return false;
    frame->path = place.path;
    frame->name = span_skip(place.rest, 5);
    frame->name.len = find(frame->name, "'");
    return true;
}

/* "4: shop::cart::total", mostly with "at ./src/cart.rs:12:5" in the next line; and
 * "thread 'main' panicked at src/cart.rs:12:5:" */
bool rust_read(const struct language *language, struct span line, const struct before *before,
               struct frame *frame)
{
    (void)before;
    struct place place;
    struct span head, address;
    if (span_starts(line, "thread '") && cut(&line, " panicked at ", &head)) {
        if (span_starts(line, "'"))
            line = span_skip(line, find(line, "', ") == line.len ? 0 : find(line, "', ") + 3);
        bool is = frame_place_here(language, line, &place);
        frame->path = place.path;
        frame->weak = true;
        return is;
    }
    size_t mark = number_mark(line, "", ": ");
    if (!mark)
        return false;
    line = span_trim(span_skip(line, mark));
    if (span_starts(line, "0x") && !cut(&line, " - ", &address))
        return false;
    if (find(line, "::") == line.len && !span_starts(line, "rust_") && !span_starts(line, "_"))
        return false;
    frame->name = line;
    const char *next = line.at + line.len + strspn(line.at + line.len, "\r\n\t ");
    if (strncmp(next, "at ", 3) == 0) {
        struct span path = {.at = next + 3, .len = strcspn(next + 3, "\r\n")};
        if (frame_place_here(language, path, &place))
            frame->path = place.path;
    }
    return true;
}

/* #0 /src/Cart.php(12): Shop\Cart->total(7); of PHPUnit /src/CartTest.php:12 */
bool php_read(const struct language *language, struct span line, const struct before *before,
              struct frame *frame)
{
    (void)before;
    struct place place;
    size_t mark = number_mark(line, "#", " ");
    if (!mark && span_starts(line, "at "))
        line = span_skip(line, 3);
    line = span_skip(line, mark);
    if (mark && (span_starts(line, "{main}") || span_starts(line, "[internal function]")))
        return true;
    if (!frame_place_here(language, line, &place) ||
        (mark ? !span_starts(place.rest, ": ") : place.rest.len > 0))
        return false;
    frame->path = place.path;
    if (mark)
        frame->name = span_skip(place.rest, 2);
    return true;
}
