/* Does the judgement find flaky tests, and only those? Histories with a known truth are made for
 * each seed, and judged after every report.
 *   detect SEED... */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/judged.h"

static const struct world worlds[] = {
    {"by hand", RETRY_BY_HAND, 1, 1600, 1600, 600, 40},
    {"in the report", RETRY_IN_REPORT, 1, 1600, 1600, 600, 40},
    {"job again", RETRY_JOB, 20, 60, 100, 600, 40},
    {"tiny suites", RETRY_JOB, 400, 1, 4, 600, 40},
};
/* Told beside the others: what fails on 2 of 600 commits and is never run again is as likely a
 * change that the next one mended. It takes more than two flakes, whatever the rule. */
static const struct world never_again = {"never again", RETRY_NEVER, 1, 1600, 1600, 600, 40};
enum { WORLDS = sizeof worlds / sizeof *worlds };

static const char *const rule_names[RULE__MAX] = {
    "escapement", "escapement, alone", "passed on retry", ">= 2 and >= 1 %", "flip rate"};

struct count {
    int flaky, sound, wanted; /* wanted: flaky with two or more visible flakes */
    int right[RULE__MAX], wrong[RULE__MAX], found[RULE__MAX];
    int while_broken;
};

static void tell(void *context, const struct history *history, const struct run *run)
{
    struct judged *judged = context;
    if (!judged->history)
        judged_init(judged, history);
    judged_run(judged, run);
}

static void add(struct count *sum, const struct count *one)
{
    sum->flaky += one->flaky;
    sum->sound += one->sound;
    sum->wanted += one->wanted;
    sum->while_broken += one->while_broken;
    for (int r = 0; r < RULE__MAX; r++) {
        sum->right[r] += one->right[r];
        sum->wrong[r] += one->wrong[r];
        sum->found[r] += one->found[r];
    }
}

static struct count count_all(const struct judged *judged)
{
    struct count count = {0};
    for (int i = 0; i < judged->history->test_count; i++) {
        const struct seen *seen = &judged->tests[i];
        bool flaky = history_flaky(&judged->history->tests[i]);
        bool wanted = flaky && judged_visible(judged, i) >= 2;
        count.flaky += flaky;
        count.sound += !flaky;
        count.wanted += wanted;
        count.while_broken += seen->while_broken;
        for (int r = 0; r < RULE__MAX; r++) {
            count.right[r] += seen->entered[r] && flaky;
            count.wrong[r] += seen->entered[r] && !flaky;
            count.found[r] += seen->entered[r] && wanted;
        }
        if (getenv("DETECT_SHOW") &&
            ((wanted && !seen->entered[RULE_ENTRY]) || (!flaky && seen->entered[RULE_ENTRY])))
            fprintf(stderr,
                    "%s %d kind %d rate %.5f visible %d retried %d flipped %d blips %d passes %d "
                    "commits %d log_e %.2f\n",
                    judged->history->world->name, i, (int)judged->history->tests[i].kind,
                    judged->history->tests[i].rate, judged_visible(judged, i), seen->retried,
                    seen->flipped, seen->blips, seen->passes, seen->commits, seen->log_e);
    }
    return count;
}

static double share(int part, int whole)
{
    return whole ? (double)part / whole : 1;
}

static void print_rules(const char *name, const struct count *count)
{
    printf("%-14s %5d tests, %3d flaky, %3d with two or more visible flakes\n", name,
           count->flaky + count->sound, count->flaky, count->wanted);
    for (int r = 0; r < RULE__MAX; r++)
        printf("    %-18s precision %.3f (%d of %d)  recall %.3f (%d of %d)\n", rule_names[r],
               share(count->right[r], count->right[r] + count->wrong[r]), count->right[r],
               count->right[r] + count->wrong[r], share(count->found[r], count->wanted),
               count->found[r], count->wanted);
}

/* @wanted: NULL when no bound is set. */
static void figure(const char *seed, const char *name, double value, const char *unit,
                   const char *wanted)
{
    printf("BENCH detect.%s_seed_%s %.4f %s", name, seed, value, unit);
    if (wanted)
        printf(" (wanted %s)", wanted);
    putchar('\n');
}

static struct count judge_world(const char *seed, const struct world *world)
{
    struct history history;
    struct judged judged = {0};
    history_make(world, strtoull(seed, NULL, 10), &history, tell, &judged);
    struct count count = count_all(&judged);
    print_rules(world->name, &count);
    judged_free(&judged);
    history_free(&history);
    return count;
}

static void judge_seed(const char *seed)
{
    struct count sum = {0};
    printf("seed %s\n", seed);
    for (int w = 0; w < WORLDS; w++) {
        struct count count = judge_world(seed, &worlds[w]);
        add(&sum, &count);
    }
    print_rules("all", &sum);
    struct count never = judge_world(seed, &never_again);
    int right = sum.right[RULE_ENTRY], wrong = sum.wrong[RULE_ENTRY];
    figure(seed, "precision", share(right, right + wrong), "of the entries", ">= 0.95");
    figure(seed, "recall", share(sum.found[RULE_ENTRY], sum.wanted),
           "of tests with 2 visible flakes", ">= 0.95");
    figure(seed, "regressions", sum.while_broken, "entered while broken", "<= 0");
    figure(seed, "false_entries", share(wrong, sum.sound), "of sound tests", "<= 0.05");
    figure(seed, "recall_never_again", share(never.found[RULE_ENTRY], never.wanted),
           "where nothing is run twice", NULL);
    fflush(stdout);
}

int main(int count, char **words)
{
    if (count < 2) {
        fputs("usage: detect SEED...\n", stderr);
        return 64;
    }
    for (int i = 1; i < count; i++)
        judge_seed(words[i]);
    return 0;
}
