/* Stack traces of each language: which frames are the project's own, and what stays of them. The
 * traces were written by the runtimes themselves, except those of .NET and PHP 8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/text.h"
#include "ingest/frames.h"

static const struct {
    const char *language, *frames, *trace;
} rows[] = {
    {"", "", ""},
    {"", "", "nothing but words (and brackets) at 12:30, in cart.txt:12"},
    {"java", "org.example.Cart.no\norg.example.Cart$.rate\norg.example.Cart.lambda$total$",
     "java.lang.IllegalStateException: no rate\n"
     "\tat org.junit.Assert.fail(Assert.java:89)\n"
     "\tat org.example.Cart.no(Cart.java:4)\n"
     "\tat org.example.Cart$1.rate(Cart.java:3)\n"
     "\tat org.example.Cart$$Lambda$14/0x0000000800c03000.apply(Unknown Source)\n"
     "\tat org.example.Cart.lambda$total$0(Cart.java:3)\n"
     "\tat java.base/java.util.stream.ReferencePipeline$3$1.accept(ReferencePipeline.java:197)\n"
     "\tat org.example.Cart.total(Cart.java:3)\n"},
    {"java", "org.example.Shop.open",
     "java.lang.RuntimeException: outer\n"
     "\tat org.example.Shop.open(Shop.java:5)\n"
     "\tat java.base/java.lang.reflect.Method.invoke(Method.java:569)\n"
     "Caused by: java.lang.IllegalStateException: no rate\n"
     "\tat org.example.Cart.no(Cart.java:4)\n\t... 8 more\n"},
    {"java", "org.example.Cart.no",
     "org.opentest4j.MultipleFailuresError: coins\n"
     "\tat org.junit.jupiter.api.AssertAll.assertAll(AssertAll.java:80)\n"
     "Caused by: java.lang.IllegalStateException: no rate\n"
     "\tat app//org.example.Cart.no(Cart.java:4) ~[classes/:na]\n"},
    {"java", "org.example.Cart.total\norg.example.CartTest.totals",
     "\tat org.example.Cart$$EnhancerBySpringCGLIB$$1a2b3c4d.total(<generated>)\n"
     "\tat jdk.internal.reflect.GeneratedMethodAccessor12.invoke(Unknown Source)\n"
     "\tat com.sun.proxy.$Proxy12.total(Unknown Source)\n"
     "\tat org.example.CartTest.totals(CartTest.kt:9)\n"},
    {"python", "cart.rate\ncart.<lambda>\ncart.total",
     "Traceback (most recent call last):\n"
     "  File \"/src/shop/vat.py\", line 6, in vat\n    raise KeyError(\"vat\")\nKeyError: 'vat'\n\n"
     "The above exception was the direct cause of the following exception:\n\n"
     "Traceback (most recent call last):\n"
     "  File \"/usr/lib/python3.11/unittest/case.py\", line 57, in testPartExecutor\n    yield\n"
     "  File \"/src/shop/test_cart.py\", line 10, in test\n    Cart().total()\n"
     "  File \"/src/shop/cart.py\", line 3, in total\n    return (lambda x: self.rate(x))(1)\n"
     "           ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
     "  File \"/src/shop/cart.py\", line 3, in <lambda>\n    return self.rate(x)\n"
     "  File \"/src/shop/cart.py\", line 8, in rate\n    raise RuntimeError(\"no rate\")\n"
     "  File \"/venv/lib/python3.11/site-packages/tax/__init__.py\", line 1, in raise_it\n"
     "RuntimeError: no rate\n"},
    {"python", "shop.reserve\ntest_cart.test_total",
     "tests/test_cart.py:12: in test_total\n    shop.reserve()\n"
     "shop/__init__.py:3: in reserve\n    raise KeyError\nE   KeyError\n"},
    {"python", "cart.rate\ntest_cart.test_total",
     "self = <test_cart.TestCart object at 0x7f>\n\n    def test_total(self):\n>       "
     "Cart().rate()\n\n"
     "tests/test_cart.py:10: \n_ _ _ _ _ _ _ \n\n    def rate(self):\n        def inner(): pass\n"
     ">       raise ValueError(\"x\")\nE       ValueError: x\n\nshop/cart.py:6: ValueError\n\n"
     "failed on teardown with \"OSError: no\"\n    def till():\n>       raise OSError\n\n"
     "tests/test_cart.py:30: OSError\n"},
    {"python", "test_cart.test_total", /* the second error is another one */
     "Traceback (most recent call last):\n  File \"/src/test_cart.py\", line 4, in test_total\n"
     "AssertionError: no\n\nTraceback (most recent call last):\n"
     "  File \"/src/test_cart.py\", line 9, in tearDown\nRuntimeError: no\n"},
    {"javascript", "cart.Cart.rate\ncart\ncart.Cart.total",
     "Error: no rate\n    at Cart.rate (/src/shop/cart.js:1:132)\n    at /src/shop/cart.js:1:51\n"
     "    at Array.map (<anonymous>)\n    at Cart.total (/src/shop/cart.js:1:35)\n"
     "    at Object.<anonymous> (/src/shop/test/cart.test.js:2:18)\n"
     "    at Module._compile (node:internal/modules/cjs/loader:1521:14)\n"},
    {"javascript", "cart.rate2\ncart.outer\ncart.test",
     "Error: late\n    at async Object.rate2 (/src/cart.ts:1:96)\n"
     "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)\n"
     "    at new outer (/src/cart.ts:3:26)\n"
     "    at Promise.then.completed (/src/node_modules/jest-circus/build/utils.js:298:28)\n"
     "    at Context.<anonymous> (webpack:///./cart.test.ts:4:1)\n"},
    {"javascript", "cart.total\ncart.test",
     " \xE2\x9D\xAF total src/cart.ts:12:5\n \xE2\x9D\xAF src/cart.test.ts:3:1\n     3| code\n"
     " \xE2\x9D\xAF other src/late.ts:1:1\n"},
    {"javascript", "cart.total\nmain",
     "total@http://localhost:9876/base/src/cart.js?0a1b2c:12:5\n"
     "@http://localhost:9876/base/main.3f2a1b9c.js:1:99\n"},
    {"go",
     "example.org/shop.(*Cart).rate\nexample.org/shop.TestTotal\nexample.org/shop.(*Cart).Total",
     "panic: assignment to entry in nil map [recovered]\n\tpanic: assignment to entry in nil "
     "map\n\n"
     "goroutine 5 [running]:\ntesting.tRunner.func1.2({0x508ec0, 0x551cd0})\n"
     "\t/usr/lib/go-1.19/src/testing/testing.go:1396 +0x24e\npanic({0x508ec0, 0x551cd0})\n"
     "\t/usr/lib/go-1.19/src/runtime/panic.go:884 +0x212\n"
     "example.org/shop.(*Cart).rate(0x4b7c25?)\n\t/src/shop/main_test.go:5 +0x2f\n"
     "example.org/shop.TestTotal.func1.1()\n\t/src/shop/main_test.go:4 +0x1d\n"
     "example.org/shop.(*Cart).Total(...)\n\t/src/shop/main_test.go:4\n"
     "created by testing.(*T).Run\n\t/usr/lib/go-1.19/src/testing/testing.go:1493 +0x35f\n"},
    {"go", "cart_test\nhelper", /* testify */
     "    cart_test.go:9: \n        \tError Trace:\t/src/shop/cart_test.go:9\n"
     "        \t            \t\t\t\t/src/shop/helper.go:5\n        \tError:      \tNot equal\n"},
    {"cpp", "rate\nshop::Cart::total::'lambda'::operator\nshop::Cart::total",
     "==2==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x6020\n"
     "    #0 0x55dc in (anonymous namespace)::rate(int const*) /src/a.cc:3:45\n"
     "    #1 0x55dc in shop::Cart<int>::total() const::'lambda'()::operator()() const "
     "/src/a.cc:4:110\n"
     "    #2 0x55dc in int std::__invoke_impl<int, shop::Cart<int>::total() const::'lambda'()&>"
     "(std::__invoke_other) /usr/bin/../include/c++/12/bits/invoke.h:61:14\n"
     "    #3 0x55dc in shop::Cart<int>::total() const /src/a.cc:4:129\n"
     "    #4 0x55dc in main /src/a.cc:5:42\n"
     "    #5 0x7f8f in __libc_start_call_main csu/../sysdeps/nptl/libc_start_call_main.h:58:16\n"
     "    #6 0x55dc in _start (/src/acc+0x21300) (BuildId: a608)\n"},
    {"cpp", "rate\nshop::Cart::total::{lambda#}::operator\nfree_all", /* gdb */
     "#0  (anonymous namespace)::rate (p=0x5555) at a.cc:3\n"
     "#1  0x5555 in shop::Cart<int>::total() const::{lambda()#1}::operator()() const "
     "(__closure=0x7ff) at a.cc:4\n"
     "#2  0x7fff in raise () from /lib/x86_64-linux-gnu/libc.so.6\n"
     "#3  0x5555 in free_all (n=2) at a.cc:4\n#4  0x5555 in main () at a.cc:5\n"},
    {"cpp", "cart_test",
     "./cart_test.cc:25\nExpected equality of these values:\n  a\n\n./cart_test.cc:30\n"},
    {"cpp", "cart_test", "src\\cart_test.cpp(25): error: Expected true"},
    {"ruby", "cart.rate\ncart.total\ncart_spec",
     "./lib/cart.rb:3:in `rate'\n./lib/cart.rb:2:in `block (2 levels) in total'\n"
     "/usr/lib/ruby/gems/3.1.0/gems/rspec-core-3.12.0/lib/rspec/core/example.rb:263:in `run'\n"
     "./spec/cart_spec.rb:26:in `block (2 levels) in <top (required)>'\n"},
    {"ruby", "cart.Cart#rate\ncart.Cart#total", /* since 3.4 */
     "a.txt\nlib/cart.rb:3:in 'Cart#rate': no rate (RuntimeError)\n"
     "\tfrom lib/cart.rb:2:in 'block in Cart#total'\n\tfrom <internal:array>:42:in 'Array#each'\n"},
    {"ruby", "till_test.setup", /* minitest */
     "Failure:\ntest_x(Till) [/src/test/till_test.rb:43]:\nRuntimeError: no paper\n"
     "    /src/test/till_test.rb:43:in `setup'\n"},
    {"ruby", "till_test", "Failure:\ntest_x(Till) [/src/test/till_test.rb:60]:\nExpected false.\n"},
    {"rust", "shop::cart::Cart::rate\nshop::cart::Cart::total\nshop::main",
     "thread 'main' (26366) panicked at src/cart.rs:1:215:\nno rate\nstack backtrace:\n"
     "   0: std::panicking::begin_panic::<&str>\n"
     "             at /rustc/59807616e1fa/library/std/src/panicking.rs:761:5\n"
     "   1: shop::cart::Cart::rate\n             at ./src/cart.rs:1:215\n"
     "   2: shop::cart::Cart::total::{{closure}}::h0123456789abcdef\n             at "
     "./src/cart.rs:1:9\n"
     "   3: tax::vat\n             at /home/ci/.cargo/registry/src/tax-1.0/lib.rs:1:1\n"
     "   4: shop::cart::Cart::total\n             at ./src/cart.rs:1:118\n"
     "   5: shop::main\n"
     "   6: core::ops::function::FnOnce::call_once\n"},
    {"rust", "cart", "thread 'main' panicked at 'no rate', src/cart.rs:12:5\nnote: run with\n"},
    {"php", "CartTest\nCart",
     "CartTest::testTotal\nFailed asserting.\n\n/src/tests/CartTest.php:12\n"
     "/src/src/Cart.php:33\n/src/vendor/phpunit/phpunit/src/x.php:3\n"},
    {"php", "Cart.Shop\\Cart->rate\nCart.Shop\\{closure}\nCartTest.Shop\\Cart->total",
     "#0 /src/Cart.php(12): Shop\\Cart->rate(7, Array)\n#1 /src/Cart.php(9): Shop\\{closure}(1)\n"
     "#2 [internal function]: array_map()\n#3 /src/CartTest.php(8): Shop\\Cart->total()\n"
     "#4 /src/vendor/phpunit/phpunit/src/Framework/TestCase.php(1): "
     "PHPUnit\\Framework\\TestCase->run()\n"
     "#5 {main}\n"},
    {"dotnet", "Shop.Cart.Rate\nShop.Cart.Total\nShop.Cart.Sum.Inner",
     "   at Shop.Cart.Rate(Int32 x) in C:\\src\\Cart.cs:line 12\n"
     "   at Shop.Cart.<>c__DisplayClass3_0.<Total>b__0(Int32 x) in /src/Cart.cs:line 8\n"
     "   at System.Linq.Enumerable.Sum[TSource](IEnumerable`1 source)\n"
     "   at Shop.Cart.<Total>d__5.MoveNext() in /src/Cart.cs:line 9\n"
     "--- End of stack trace from previous location ---\n"
     "   at Shop.Cart.<Sum>g__Inner|4_1() in /src/Cart.cs:line 9\n"},
};

static void test_own_frames(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct frames frames;
        frames_find(rows[i].trace, &frames);
        if (strcmp(frames.language, rows[i].language) != 0 ||
            strcmp(frames.text, rows[i].frames) != 0)
            fail_msg("row %zu: %s %s", i, frames.language, frames.text);
    }
}

/* Each row is cut everywhere, and read with what each other row begins with. */
static void test_is_bounded_on_broken_traces(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t len = strlen(rows[i].trace);
        for (size_t start = 0; start < len; start++) {
            char *cut = strndup(rows[i].trace + start, (len - start) / 2 + start % 7);
            struct frames frames;
            frames_find(cut, &frames);
            size_t lines = frames.count > 0;
            for (const char *c = frames.text; *c; c++)
                lines += *c == '\n';
            assert_int_equal(lines, frames.count);
            assert_true(frames.count <= FRAMES_MAX);
            assert_true(text_is_utf8(frames.text, strlen(frames.text)));
            free(cut);
        }
    }
}

static void test_long_names_are_cut_at_whole_characters(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 2; shift++) {
        auto_text struct text trace = {0};
        text_puts(&trace, shift ? "at x.f" : "at x.");
        for (int i = 0; i < 300; i++)
            text_puts(&trace, "\xC3\xA9");
        text_puts(&trace, "(Cart.java:1)\n\tat y.f(Y.java:2)\n");
        struct frames frames;
        frames_find(text_get(&trace), &frames);
        assert_int_equal(frames.count, 2);
        size_t len = strcspn(frames.text, "\n");
        assert_in_range(len, FRAME_TEXT_MAX - 2, FRAME_TEXT_MAX);
        assert_true(text_is_utf8(frames.text, len));
        assert_string_equal(frames.text + len, "\ny.f");
    }
}

static void test_a_recursion_counts_once(void **state)
{
    (void)state;
    struct frames frames;
    frames_find(
        "\tat a.B.f(B.java:1)\n\tat a.B.f(B.java:1)\n\tat a.B.f(B.java:2)\n\tat a.C.g(C.java:1)\n",
        &frames);
    assert_string_equal(frames.text, "a.B.f\na.C.g");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_frames),
        cmocka_unit_test(test_is_bounded_on_broken_traces),
        cmocka_unit_test(test_long_names_are_cut_at_whole_characters),
        cmocka_unit_test(test_a_recursion_counts_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
