/* The languages, and what in their traces is not the project's own. */
#include "ingest/frames_internal.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

/* A function whose clean name begins as .names has it, or whose path has one of .paths in it, is
 * the runtime's, a runner's, an assertion library's or, where a path can tell, a package's. One of
 * .names that ends in a letter is a whole word; one of .paths after a "^" is the path's beginning.
 * Paths are compared without regard to case, and "\" is "/". */
const struct language frame_languages[] = {
    {
        .name = "python",
        .read = python_read,
        .clean = python_clean,
        .by_file = true,
        .outermost_first = true,
        .extensions = LIST("py", "pyx"),
        .names = LIST("runpy."),
        .paths = LIST("/site-packages/", "/dist-packages/", "/lib/python2", "/lib/python3",
                      "/lib/unittest/", "/lib/asyncio/", "/lib/concurrent/", "/lib/contextlib.py",
                      "/lib/threading.py", "/lib/importlib/", "/_pytest/", "/pluggy/", "<frozen ",
                      "<string>", "<attrs "),
    },
    {
        .name = "java",
        .read = java_read,
        .clean = java_clean,
        .extensions = LIST("java", "kt", "kts", "scala", "groovy", "clj", "aj"),
        .names = LIST("java.", "javax.", "jdk.", "sun.", "com.sun.", "kotlin.", "kotlinx.",
                      "scala.", "groovy.", "org.codehaus.groovy.", "org.apache.groovy.", "clojure.",
                      "org.junit.", "junit.", "org.testng.", "org.opentest4j.", "org.hamcrest.",
                      "org.assertj.", "org.mockito.", "com.google.common.truth.", "io.kotest.",
                      "io.mockk.", "org.spockframework.", "spock.", "org.scalatest.", "org.specs2.",
                      "io.cucumber.", "cucumber.", "org.apache.maven.", "org.apache.tools.ant.",
                      "org.gradle.", "worker.org.gradle.", "com.intellij.", "org.eclipse.jdt.",
                      "org.springframework.test.", "androidx.test.", "android.",
                      "com.android.internal.", "dalvik."),
        .paths = LIST("$$Lambda", "$Proxy"), /* of the class: there is no path */
    },
    {
        .name = "dotnet",
        .spread = true,
        .read = dotnet_read,
        .clean = dotnet_clean,
        .extensions = LIST("cs", "fs", "vb"),
        .names = LIST("System.", "Microsoft.", "Xunit.", "NUnit.", "FluentAssertions.", "Shouldly.",
                      "Moq.", "NSubstitute.", "Castle.", "TechTalk.SpecFlow.", "Reqnroll.",
                      "InvokeStub_", "lambda_"),
        .paths = LIST("/xunit/", "/nunit/"),
    },
    {
        .name = "javascript",
        .read = script_read,
        .clean = script_clean,
        .by_file = true,
        .extensions = LIST("js", "ts", "jsx", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte"),
        .names = LIST("process.", "asyncGeneratorStep", "_asyncToGenerator", "_next", "_throw",
                      "__awaiter", "__generator", "Generator.next"),
        .paths = LIST("^node:", "^internal/", "/node_modules/", "^node_modules/", "^<anonymous>",
                      "^native", "^index ", "^eval at ", "<Jasmine>", "/.pnpm/", "/.yarn/",
                      "/.pnp.", "/jasmine.js", "/__karma__", "/__cypress/", "cypress_runner",
                      "/@vite/", "/@id/", "/__web-dev-server",
                      "chrome-extension:", "^bun:", "^deno:", "^ext:", "/jsr.io/", "/deno.land/"),
    },
    {
        .name = "go",
        .spread = true,
        .read = go_read,
        .clean = go_clean,
        .extensions = LIST("go"),
        .names = LIST("runtime.", "runtime/", "testing.", "reflect.", "internal/", "sync.", "panic",
                      "created by ", "net/http.", "github.com/stretchr/testify/",
                      "github.com/onsi/ginkgo", "github.com/onsi/gomega", "gotest.tools/",
                      "go.uber.org/goleak"),
        .paths = LIST("/usr/local/go/", "/usr/lib/go", "/hostedtoolcache/go/", "/src/runtime/",
                      "/src/testing/", "/pkg/mod/", "/vendor/", "_testmain.go"),
    },
    {
        .name = "cpp",
        .read = native_read,
        .clean = native_clean,
        .extensions =
            LIST("cc", "cpp", "cxx", "c++", "c", "h", "hh", "hpp", "hxx", "cu", "m", "mm"),
        .names = LIST("std::", "__gnu_cxx::", "testing::", "__libc_", "__asan_", "__interceptor_",
                      "__sanitizer_", "__ubsan_", "__tsan_", "__GI_", "__cxa_", "__assert_",
                      "__pthread_", "__kernel_", "__restore_rt", "__clone3", "__clone", "_start",
                      "raise", "abort", "gsignal", "pthread_kill", "start_thread", "clone",
                      "boost::", "Catch::", "doctest::", "CppUnit::", "asan_", "main", "??",
                      "<signal handler", "operator new", "operator delete", "malloc", "calloc",
                      "realloc", "free", "exit"),
        .paths =
            LIST("/gtest/", "/googletest/", "gtest.cc", "gtest-", "/libsanitizer/", "/compiler-rt/",
                 "/sysdeps/", "/csu/", "/libc.so", "/libc-", "/ld-linux", "/usr/include/",
                 "/include/c++/", "/usr/lib/", "/lib/x86_64", "/lib64/", "/nptl/"),
    },
    {
        .name = "ruby",
        .spread = true, /* minitest has the place above the message */
        .read = ruby_read,
        .clean = ruby_clean,
        .by_file = true,
        .extensions = LIST("rb", "rake"),
        .names = LIST("Kernel#require", "Kernel#load"),
        .paths = LIST("/gems/", "/lib/ruby/", "/rubygems", "<internal:", "/bin/rspec", "/exe/rspec",
                      "/minitest/"),
    },
    {
        .name = "rust",
        .spread = true,
        .read = rust_read,
        .clean = rust_clean,
        .extensions = LIST("rs"),
        .names = LIST("core::", "std::", "alloc::", "test::", "<core::", "<std::", "<alloc::",
                      "<test::", "<T as core::", "<F as core::", "rust_begin_unwind", "rust_panic",
                      "rust_panic_", "_rust_", "rust_eh_", "_start", "_main", "__"),
        .paths = LIST("/rustc/", "/.cargo/", "/lib/rustlib/", "library/std/", "library/core/",
                      "library/test/", "library/alloc/", "/usr/src/rustc", "/sysdeps/"),
    },
    {
        .name = "php",
        .read = php_read,
        .clean = php_clean,
        .by_file = true,
        .extensions = LIST("php", "phpt", "inc"),
        .names = LIST("PHPUnit\\", "ReflectionMethod->", "call_user_func", "call_user_func_array"),
        .paths =
            LIST("/vendor/", "phar:", "/usr/share/php", "/usr/bin/phpunit", "{main}", "[internal"),
    },
};
const size_t frame_language_count = sizeof frame_languages / sizeof *frame_languages;
