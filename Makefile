# Escapement. The two commands: `make demo` and `make check`; `make help` lists the rest.
BUILD ?= build
PREFIX ?= /usr/local
SEEDS ?= 1 2 3
ifeq ($(origin CC),default)
CC := gcc
endif
VERSION := 0.1.0

# ---- What is built -------------------------------------------------------------------------
COMMON := err huge arena text csv neutral markdown belt unpack zip_directory archive clock log config \
          crypto jwt http_client db db_transaction db_values db_copy db_pool migrate pattern stats
INGEST := report left_out file_order prolog bundle bundle_path bundle_file plain sniff encoding \
          scan filter utf16 numbers excerpt identity \
          frames frames_read frames_clean frames_table signature \
          dialect dialect_rows_go_rust dialect_rows_jvm dialect_rows_js \
          dialect_rows_script dialect_rows_native dialect_rows_apple dialect_rows_other \
          attempt_path repeats reader reader_marks reader_suite reader_header reader_names reader_case \
          junit junit_head junit_plain junit_place junit_refusal namesakes retries tally subtests \
          mask mask_file mask_hints mask_keys mask_table text_budget \
          path_pattern path_list owners label_words reader_label path_rules test_place labels \
          store_labels upload usual lost complete renames wanted identity_map store store_names store_tests \
          store_failures
ANALYZER := audit lease outbox policy retention settings settings_change
ANALYZER += $(addprefix notify/, \
    destination secret template message call webhook issues jira ticket deliver)
ANALYZER += $(addprefix flake/, \
    fold propose analyze batch batch_sum batch_costs lists score scores_write turns recount \
    streams stretch stretch_blips stretch_read stretch_tails sums sums_store tail \
    evidence broken blips entry outage incident cluster cluster_tell guard \
    quarantine quarantine_bulk quarantine_decide alarm notice rules rules_decide rules_read \
    replay replay_run triage triage_decide triage_digest \
    impact causes cause_texts causes_read causes_note portfolio \
    distrust verdict verdict_attempts verdict_broken verdict_read verdict_words)
ANALYZER += $(addprefix escape/, \
    rate matrix compare chart trend words told vocabulary kept named released \
    source source_trackers source_alarms inbox import import_map \
    catch defect defect_apply defect_field facts gap gap_decide \
    action change watch watch_finding watch_state \
    blame mortem mortem_miss mortem_change postmortem render)
API := routes route percent server server_body listener workers request query fields filters page values \
       reply problem record metrics health pages auth token lookup oidc oidc_keys trust public
API += accept answer answer_github intake pack_verdict report_answer report_views reports \
       runner runner_exact runner_regex refusal refusal_queue
API += builds causes codeowners deliveries destinations excuses guards impact incidents links portfolio \
       projects quarantine quarantine_decide quarantine_list quarantine_memory replay score settings \
       signatures tests tokens triage trusts uploads
API += actions adoptions changes defects defect_gates defect_history deployments escapes escape_pack \
       exposure gate_runs released hooks named postmortems sources vocabulary watches
API += before_after containment escape_costs escape_history escape_origins escape_rates escape_window trigger_mix
CLI := main options process session side_file inputs cluster cluster_make cluster_run deliverer expire_daily \
       analyze analyze_watch check_config deliver dev expire import ingest ingest_note ingest_print \
       inspect inspect_json migrate postmortem project project_replay project_settings project_trust \
       quarantine quarantine_decide serve token triage

common_objects := $(COMMON:%=$(BUILD)/common/%.o) $(BUILD)/gen/queries.o $(BUILD)/gen/migrations.o
library := $(common_objects) $(INGEST:%=$(BUILD)/ingest/%.o) $(ANALYZER:%=$(BUILD)/analyzer/%.o) \
           $(API:%=$(BUILD)/api/%.o) $(BUILD)/gen/assets.o
cli_objects := $(CLI:%=$(BUILD)/cli/%.o)

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/*_test.c))
FUZZ_TARGETS := report archive parameters rules csv
fuzz_programs := $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/%) $(BUILD)/tests/fuzz/mutation

queries := $(sort $(wildcard sql/queries/*.sql))
migrations := $(sort $(wildcard sql/migrations/*.sql))
assets := $(sort $(wildcard dashboards/web/*)) $(wildcard api/openapi.json ingest/client/escapement-ci)

COMMA := ,

# ---- How -----------------------------------------------------------------------------------
PACKAGES := libpq libxml-2.0 jansson libmicrohttpd libcurl libcrypto libxxhash libpcre2-8 libarchive zlib \
            libzstd liblzma
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wformat=2 \
    -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Wwrite-strings -Wswitch-enum \
    -Wnull-dereference
HARDENING := -fstack-protector-strong -fPIE
ifdef SANITIZE
OPTIMIZE := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all \
    -fsanitize=address,undefined$(if $(filter fuzz,$(SANITIZE)),$(COMMA)fuzzer-no-link)
else
OPTIMIZE := -O2 -g -D_FORTIFY_SOURCE=2
endif
CPPFLAGS += -D_GNU_SOURCE -DESCAPEMENT_VERSION='"$(VERSION)"' -I. -I$(BUILD)/gen \
    $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
CFLAGS += -std=gnu11 $(OPTIMIZE) $(WARNINGS) $(HARDENING) -pthread
LDFLAGS += -pie -Wl,-z,relro,-z,now $(filter -fsanitize%,$(OPTIMIZE)) -pthread
LDLIBS += $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lbz2 -lm

# One short line a step; V=1 shows the commands.
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $(2);)

.PHONY: all deps demo check smoke lint bench bench-detect fuzz fuzzers clean install help unit
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/escapement

$(BUILD)/escapement: $(cli_objects) $(library)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/gen/%.h $(BUILD)/gen/%.S: common/embed.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh common/embed.sh $* $(BUILD)/gen/$*.h $(BUILD)/gen/$*.S $($*)

$(BUILD)/gen/queries.h $(BUILD)/gen/queries.S: $(queries) sql/queries
$(BUILD)/gen/migrations.h $(BUILD)/gen/migrations.S: $(migrations) sql/migrations
$(BUILD)/gen/assets.h $(BUILD)/gen/assets.S: $(assets) dashboards/web

$(BUILD)/gen/%.o: $(BUILD)/gen/%.S
	$(call say,AS,$@)$(CC) -c -o $@ $<

generated := $(BUILD)/gen/queries.h $(BUILD)/gen/migrations.h $(BUILD)/gen/assets.h
$(BUILD)/%.o: %.c | $(generated)
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(library)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

# It lets allocations fail.
$(BUILD)/tests/unit/nomem_test: LDFLAGS += \
    -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=reallocarray,--wrap=strdup

$(BUILD)/tests/bench/detect: $(addprefix $(BUILD)/tests/bench/,detect.o history.o judged.o) $(library)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# A fuzzing target with libFuzzer's main, and with one that replays given inputs.
$(BUILD)/tests/fuzz/%_fuzzer: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/walk.o $(library)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

$(BUILD)/tests/fuzz/mutation: $(BUILD)/tests/fuzz/mutation.o $(BUILD)/tests/fuzz/walk.o $(library)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o $(BUILD)/tests/fuzz/walk.o $(library)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# ---- What people call -----------------------------------------------------------------------
help:
	@echo 'make            build $(BUILD)/escapement'
	@echo 'make demo       install what is needed, build, ingest real reports, serve, say where'
	@echo 'make check      install what is needed, run every test (also under ASAN and UBSAN)'
	@echo 'make smoke      the demo, checked over HTTP, ending by itself'
	@echo 'make lint       look at how the code looks and where things belong'
	@echo 'make bench      measure; BENCH=ingest measures one group'
	@echo 'make bench-detect  precision and recall on made-up histories, SEEDS="1 2 3"'
	@echo 'make fuzz       look for inputs that break a parser, FUZZ_SECONDS=60 of them'
	@echo 'make deps       install all that building and testing takes'
	@echo 'make install    install the programs under PREFIX=$(PREFIX)'
	@echo 'make clean      remove what was built'

deps:
	@tests/deps check

demo smoke:
	@tests/deps run
	@$(MAKE) --no-print-directory -j2 all
	@ESCAPEMENT=$(BUILD)/escapement tests/demo $(if $(filter smoke,$@),--smoke)

# The generated headers and libraries may only be there after deps, so each step is a make of its own.
check: deps
	@$(MAKE) --no-print-directory -j2 all unit
	@$(MAKE) --no-print-directory -j2 BUILD=$(BUILD)/asan SANITIZE=1 CC=clang all unit
	@BUILD=$(BUILD) tests/check

unit: $(UNIT_TESTS) $(fuzz_programs)

fuzzers: $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/%_fuzzer)

fuzz: deps
	@$(MAKE) --no-print-directory -j2 BUILD=$(BUILD)/fuzz SANITIZE=fuzz CC=clang fuzzers
	@tests/fuzz/run $(BUILD)/fuzz $(FUZZ_TARGETS)

lint: deps
	@$(MAKE) --no-print-directory -j2 $(generated)
	@tests/lint $(BUILD)

bench: deps
	@$(MAKE) --no-print-directory -j2 all
	@ESCAPEMENT=$(BUILD)/escapement tests/bench/run $(BENCH)

bench-detect: deps
	@$(MAKE) --no-print-directory -j2 $(BUILD)/tests/bench/detect
	@$(BUILD)/tests/bench/detect $(SEEDS)

install: all
	install -D -m 755 $(BUILD)/escapement $(DESTDIR)$(PREFIX)/bin/escapement
	install -D -m 755 ingest/client/escapement-ci $(DESTDIR)$(PREFIX)/bin/escapement-ci

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
