/* What a fuzzing target is: libFuzzer calls it with inputs of its own, replay.c with given ones. */
#ifndef TESTS_FUZZ_TARGET_H
#define TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Does what it does with @data and aborts when that goes wrong. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
