# plateau: build, test, check. `make help` lists the targets.
#
# Every flavour (release, asan, tsan, check; another CC or ARCH) has its own folder under build/,
# so that going from one to another compiles nothing twice. The program of the release flavour
# ends up at the top as ./plateau.
#
#   CC=clang      another compiler (default gcc)
#   ARCH=native   tune for a CPU, as -march= has it (default: any x86-64, the compiler's own)
#   WERROR=1      a warning is an error
#   V=1           show the commands

.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := all

ifeq ($(origin CC),default)
CC := gcc
endif
FLAVOUR := release
BUILD := build/$(FLAVOUR)$(addprefix -,$(filter-out gcc,$(notdir $(CC))))$(addprefix -,$(ARCH))
PROGRAM := $(BUILD)/plateau
Q := $(if $(V),,@)
# What builds by way of another make uses every core, unless told otherwise.
parallel = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-5s %s\n' '$(1)' '$(2)')

# ---- what is needed ----------------------------------------------------------------------------
# bin/PROGRAM, lib/PKG-CONFIG-MODULE or h/HEADER, each with the Debian package that brings it.
NEED_BUILD := bin/$(CC):$(notdir $(CC)) h/stdio.h:libc6-dev bin/pkg-config:pkg-config \
    lib/ncursesw:libncurses-dev lib/openblas:libopenblas-pthread-dev lib/gsl:libgsl-dev \
    lib/libcerf:libcerf-dev lib/inih:libinih-dev lib/jansson:libjansson-dev \
    h/Random123/philox.h:librandom123-dev
NEED_TEST := $(NEED_BUILD) lib/criterion:libcriterion-dev lib/vterm:libvterm-dev \
    lib/lapacke:liblapacke-dev
NEED_VALGRIND := $(NEED_TEST) bin/valgrind:valgrind
NEED_FUZZ := $(NEED_BUILD) bin/clang:clang h/sanitizer/asan_interface.h:libclang-rt-14-dev
NEED_CHECK := $(NEED_TEST) bin/gcc:gcc bin/clang:clang bin/clang-format:clang-format \
    bin/clang-tidy:clang-tidy bin/cppcheck:cppcheck

# The packages of those that are not there.
hash := \#
missing = $(sort $(shell for need in $(1); do \
    what=$${need%%:*}; name=$${what$(hash)*/}; \
    case $$what in \
        (bin/*) command -v $$name ;; \
        (lib/*) pkg-config --exists $$name ;; \
        (h/*) echo "$(hash)include <$$name>" | $(CC) -E -x c - ;; \
    esac >/dev/null 2>&1 || echo $${need$(hash)*:}; done))

# Stops a build and names what it lacks.
define refuse_without
@if [ -n '$(1)' ]; then printf '%s\n' \
    'These Debian packages are needed and not installed: $(1).' \
    'Type this as root, or let "make deps" do it:' \
    '    apt-get install --no-install-recommends $(1)' >&2; exit 1; fi
endef

# Installs what is missing, as root or through sudo; otherwise says what to type.
define install
@if [ -n '$(DRY)' ]; then printf '%s\n' $(1); exit; fi; \
if [ -z '$(1)' ]; then exit; fi; \
as_root=; if [ "$$(id -u)" != 0 ]; then as_root='sudo -n'; fi; \
if ! command -v apt-get >/dev/null || ! $$as_root true 2>/dev/null; then \
    printf '%s\n' 'Please type this as root, then try again:' \
        '    apt-get install --no-install-recommends $(1)' >&2; exit 1; \
fi; \
echo 'Installing: $(1)'; \
$$as_root apt-get update -qq; \
$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1)
endef

pkg_cflags = $(shell pkg-config --cflags $(1) 2>/dev/null)
pkg_libs = $(shell pkg-config --libs $(1) 2>/dev/null)

# ---- flags -------------------------------------------------------------------------------------
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion \
    -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wundef -Wformat=2 \
    -Wvla -fno-common $(if $(WERROR),-Werror)
# Where the compiler knows the warning; Criterion's tests are such variables themselves.
PRODUCT_WARNINGS := $(shell $(CC) -Werror -Wmissing-variable-declarations -fsyntax-only -x c \
    /dev/null 2>/dev/null && echo -Wmissing-variable-declarations)
SANITIZE_asan := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
    -fno-omit-frame-pointer
SANITIZE_tsan := -fsanitize=thread
SANITIZE_fuzz := $(SANITIZE_asan) -fsanitize=fuzzer-no-link
SANITIZE := $(SANITIZE_$(FLAVOUR))

# Fused multiply-adds are written out where they are wanted (fma), so that the bits of a run do
# not depend on what a compiler finds to fuse. Never -ffast-math: isfinite must work.
CFLAGS := -O2 -g
override CFLAGS += -std=gnu11 -pthread -ffp-contract=off $(addprefix -march=,$(ARCH)) $(WARNINGS) \
    $(SANITIZE)
CPPFLAGS += -Iinclude
LDFLAGS += -pthread $(SANITIZE)
HOT := -O3 -fno-math-errno -fno-trapping-math
# The files of one instruction set are compiled for it, and used when the processor has it.
X86 := $(filter x86_64%,$(shell $(CC) -dumpmachine 2>/dev/null))

# GSL's own .pc brings its slow CBLAS along; OpenBLAS has the same functions.
LIBS := $(filter-out -lgslcblas,$(call pkg_libs,openblas gsl libcerf inih jansson)) -lm
LIBS_UI := $(call pkg_libs,ncursesw)
LIBS_TEST := $(call pkg_libs,criterion vterm) -lutil

# Each library's headers are seen only by the folder or file that owns it.
$(BUILD)/src/core/% $(BUILD)/src/model/kernel% $(BUILD)/src/model/quadratic.%: FLAGS := $(HOT)
$(BUILD)/src/core/tile_avx2.%: FLAGS := $(HOT) $(if $(X86),-mavx2 -mfma)
$(BUILD)/src/core/tile_avx512.%: FLAGS := $(HOT) \
    $(if $(X86),-mavx512f -mavx512vl -mavx512dq -mavx512bw -mfma -mprefer-vector-width=512)
$(BUILD)/src/core/linalg.%: FLAGS := $(HOT) $(call pkg_cflags,openblas)
$(BUILD)/src/learn/%: FLAGS := $(HOT)
$(BUILD)/src/channel/% $(BUILD)/src/theory/%: FLAGS := $(call pkg_cflags,gsl libcerf)
$(BUILD)/src/model/config.% $(BUILD)/src/model/preset.%: FLAGS := $(call pkg_cflags,inih)
$(BUILD)/src/app/%: FLAGS := $(call pkg_cflags,jansson)
$(BUILD)/presets.%: FLAGS := -Isrc
$(BUILD)/ui/%: FLAGS := -Iui
$(BUILD)/ui/term.%: FLAGS := -Iui $(call pkg_cflags,ncursesw)
$(BUILD)/tests/%: FLAGS := -Isrc -Iui -Itests/support $(call pkg_cflags,criterion vterm) \
    -DPLATEAU_BINARY='"$(PROGRAM)"' -DPLATEAU_GOLDEN='"tests/golden"'

# ---- files -------------------------------------------------------------------------------------
objects = $(patsubst %.c,$(BUILD)/%.o,$(1))

SOURCES := $(wildcard src/*/*.c)
UI_SOURCES := $(wildcard ui/*.c ui/*/*.c)
SUPPORT_SOURCES := $(wildcard tests/support/*.c)
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz_*.c)
TEST_SOURCES := $(filter-out tests/threads/% tests/bench/% tests/slow/% tests/support/%, \
    $(wildcard tests/*/test_*.c))
SLOW_SOURCES := $(wildcard tests/slow/test_*.c)
THREAD_SOURCES := $(wildcard tests/threads/*.c)
BENCH_SOURCES := $(wildcard tests/bench/*.c)
ALL_SOURCES := $(SOURCES) $(UI_SOURCES) $(SUPPORT_SOURCES) $(TEST_SOURCES) $(SLOW_SOURCES) \
    $(THREAD_SOURCES) $(BENCH_SOURCES) $(FUZZ_SOURCES)
HEADERS := $(wildcard include/plateau/*.h src/*/*.h ui/*.h ui/*/*.h tests/support/*.h)
PRESETS := $(sort $(wildcard presets/*.ini))

MAIN := $(BUILD)/src/app/main.o
LIBRARY := $(BUILD)/libplateau.a
LIBRARY_UI := $(BUILD)/libplateau-ui.a
SUPPORT := $(BUILD)/libsupport.a
programs = $(patsubst %.c,$(BUILD)/%,$(1))
TESTS := $(call programs,$(TEST_SOURCES))
SLOW := $(call programs,$(SLOW_SOURCES))
THREADS := $(call programs,$(THREAD_SOURCES))
BENCHES := $(call programs,$(BENCH_SOURCES))
FUZZERS := $(call programs,$(FUZZ_SOURCES))
WITH_UI := $(call programs,$(filter tests/ui/% tests/app/%,$(TEST_SOURCES)) $(SLOW_SOURCES))
WITHOUT_UI := $(filter-out $(WITH_UI),$(TESTS))

# ---- building ----------------------------------------------------------------------------------
.PHONY: all
all: $(PROGRAM) ## build ./plateau
	@if [ $(FLAVOUR) = release ]; then ln -f $(PROGRAM) plateau; fi

.PHONY: need-build need-test
need-build:
	$(call refuse_without,$(call missing,$(NEED_BUILD)))
need-test:
	$(call refuse_without,$(call missing,$(NEED_TEST)))

compile = $(CC) $(CPPFLAGS) $(CFLAGS) $(FLAGS) $(EXPORTS)

$(BUILD)/src/% $(BUILD)/ui/% $(BUILD)/presets.%: EXPORTS := $(PRODUCT_WARNINGS)

$(BUILD)/%.o: %.c Makefile | need-build
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(compile) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%.o: | need-test

$(BUILD)/presets.o: $(BUILD)/presets.c Makefile | need-build
	$(Q)$(compile) -MMD -MP -c -o $@ $<

# Bytes, not string literals: C promises only 4095 characters of those. The folder is a
# prerequisite so that a preset taken away goes too.
$(BUILD)/presets.c: $(PRESETS) presets Makefile
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	$(Q){ echo '/* Generated from presets/ by the Makefile. */'; \
	echo '#include "model/preset_builtin.h"'; \
	i=0; for preset in $(PRESETS); do \
	    echo "static const char text_$$i[] = {"; \
	    od -An -v -tx1 $$preset | sed "s/ \(..\)/'\\\\x\1',/g"; \
	    echo "'\\0'};"; i=$$((i + 1)); \
	done; \
	echo 'const struct preset_builtin preset_builtins[] = {'; \
	i=0; for preset in $(basename $(notdir $(PRESETS))); do \
	    echo "    {\"$$preset\", text_$$i},"; i=$$((i + 1)); \
	done; \
	echo '    {0, 0}};'; \
	echo "const size_t preset_builtin_count = $$i;"; } >$@

$(LIBRARY): $(call objects,$(filter-out src/app/%,$(SOURCES))) $(BUILD)/presets.o
$(LIBRARY_UI): $(filter-out $(MAIN),$(call objects,$(filter src/app/%,$(SOURCES)) $(UI_SOURCES)))
$(SUPPORT): $(call objects,$(SUPPORT_SOURCES))
$(LIBRARY) $(LIBRARY_UI) $(SUPPORT):
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $(filter %.o,$^)

$(PROGRAM): $(MAIN) $(LIBRARY_UI) $(LIBRARY)
$(PROGRAM): LINK_LIBS := $(LIBS_UI) $(LIBS)
$(WITH_UI): %: %.o $(SUPPORT) $(LIBRARY_UI) $(LIBRARY)
$(WITH_UI): LINK_LIBS := $(LIBS_TEST) $(LIBS_UI) $(LIBS)
$(SLOW): LINK_LIBS += $(call pkg_libs,lapacke)
$(WITHOUT_UI): %: %.o $(SUPPORT) $(LIBRARY)
$(WITHOUT_UI): LINK_LIBS := $(LIBS_TEST) $(LIBS)
$(THREADS) $(BENCHES): %: %.o $(SUPPORT) $(LIBRARY_UI) $(LIBRARY)
$(THREADS): LINK_LIBS := $(LIBS_UI) $(LIBS)
$(BENCHES): LINK_LIBS := $(LIBS_TEST) $(LIBS_UI) $(LIBS)
$(PROGRAM) $(WITH_UI) $(WITHOUT_UI) $(THREADS) $(BENCHES):
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LINK_LIBS)

# The tables alone: what a fuzzer never enters only slows it down.
$(FUZZERS): %: %.o $(call objects,$(wildcard src/table/*.c) $(addprefix src/core/,memory.c \
    memory_limits.c control_groups.c nearest.c status.c utf8.c))
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ -lm

-include $(patsubst %.c,$(BUILD)/%.d,$(ALL_SOURCES)) $(BUILD)/presets.d

# ---- running -----------------------------------------------------------------------------------
.PHONY: run
run: ## install what is missing, build, and open the terminal UI
	@$(MAKE) -s deps-build
	@$(MAKE) $(parallel) all
	@./plateau

.PHONY: deps deps-build deps-test deps-valgrind deps-fuzz deps-check
deps: deps-test ## install what building and testing need (DRY=1: only list it)
deps-build:
	$(call install,$(call missing,$(NEED_BUILD)))
deps-test:
	$(call install,$(call missing,$(NEED_TEST)))
deps-valgrind:
	$(call install,$(call missing,$(NEED_VALGRIND)))
deps-fuzz:
	$(call install,$(call missing,$(NEED_FUZZ)))
deps-check:
	$(call install,$(call missing,$(NEED_CHECK)))

# ---- testing -----------------------------------------------------------------------------------
.PHONY: test
test: ## install what is missing, build, and run the unit tests
	@$(MAKE) -s deps-test
	@$(MAKE) $(parallel) test-run

.PHONY: test-run
test-run: $(TESTS) all
	@tests/run.sh $(TESTS)

ONLY_TESTS := $(filter $(addprefix %/,$(ONLY)),$(TESTS))

.PHONY: test-unit
test-unit: $(ONLY_TESTS) $(if $(filter $(WITH_UI),$(ONLY_TESTS)),all) ## only ONLY="test_rng test_plot"
	@if [ -z '$(ONLY_TESTS)' ]; then \
	    echo 'No test program is called "$(ONLY)"; name one as in ONLY=test_rng.' >&2; exit 1; fi
	@for test in $(ONLY_TESTS); do $$test; done

.PHONY: test-slow
test-slow: ## run the long experiments of tests/slow against published values
	@$(MAKE) -s deps-test
	@$(MAKE) $(parallel) test-slow-run

# An hour of two cores: its runs are kept, so that it can be cut off and taken up; anew for every
# change of what the numbers of a run may depend on.
EXPERIMENT := tests/slow/theory_experiment.sh
EXPERIMENT_SOURCES = $(sort $(wildcard include/plateau/*.h presets/relu-ones.ini Makefile \
    $(foreach part,core channel model learn observe judge engine,src/$(part)/*.[ch] src/$(part)/*.def)))

# Many minutes each: by hand, `bash tests/slow/NAME.sh`.
BY_HAND := $(addprefix tests/slow/,samplers_agree.sh two_layers.sh nishimori.sh)

.PHONY: test-slow-run
test-slow-run: all $(SLOW)
	@for test in $(SLOW) $(filter-out $(EXPERIMENT) $(BY_HAND),$(wildcard tests/slow/*.sh)); do \
	    echo "== $$test"; case $$test in *.sh) bash $$test ;; *) $$test ;; esac; done

.PHONY: experiment
experiment: ## hold HMC runs of growing size against theory; takes an hour (QUICK=1: minutes)
	@$(MAKE) -s deps-build
	@$(MAKE) $(parallel) all
	@bash $(EXPERIMENT) $(if $(QUICK),--quick) \
	    build/experiment/$$(cat $(EXPERIMENT_SOURCES) | sha1sum | cut -c 1-12)

# Criterion passes a test that leaks; the log the sanitizer leaves behind is what tells.
.PHONY: asan
asan: ## unit tests and a short run with address and undefined-behaviour checks
	@$(MAKE) -s deps-test
	@$(MAKE) $(parallel) FLAVOUR=asan asan-run

SMOKE_RUN = $(PROGRAM) run first-light -s d=20 --steps 200 --threads 2 --no-store --quiet
SANITIZER_LOG := $(CURDIR)/$(BUILD)/log

.PHONY: asan-run
asan-run: export ASAN_OPTIONS := log_path=$(SANITIZER_LOG)
asan-run: export UBSAN_OPTIONS := log_path=$(SANITIZER_LOG):print_stacktrace=1
asan-run: $(TESTS) $(PROGRAM)
	@rm -f $(SANITIZER_LOG).*
	@failed=0; tests/run.sh $(TESTS) || failed=1; \
	$(SMOKE_RUN) >/dev/null || failed=1; \
	if cat $(SANITIZER_LOG).* 2>/dev/null; then failed=1; fi; exit $$failed

# What the address sanitizer cannot see: reads of memory nobody wrote. Two minutes. Valgrind knows
# no AVX-512, so that these are the kernels of AVX2, of any processor, scalar and sgemm.
VALGRIND_TESTS := $(addprefix $(BUILD)/tests/,core/test_tile model/test_kernel)
VALGRIND_LOG := $(CURDIR)/$(BUILD)/valgrind

.PHONY: valgrind
valgrind: ## tests of the kernel under valgrind
	@$(MAKE) -s deps-valgrind
	@$(MAKE) $(parallel) valgrind-run

.PHONY: valgrind-run
valgrind-run: $(VALGRIND_TESTS)
	@rm -f $(VALGRIND_LOG).*
	@failed=0; for test in $^; do \
	    valgrind -q --trace-children=yes --log-file=$(VALGRIND_LOG).%p $$test || failed=1; done; \
	if cat $(VALGRIND_LOG).* | grep .; then failed=1; fi; exit $$failed

# Criterion does not start under the thread sanitizer, so these are plain programs. Some kernels
# spread addresses more widely than its shadow memory; setarch -R keeps them together.
.PHONY: tsan
tsan: ## thread tests and a short run under the thread sanitizer
	@$(MAKE) -s deps-build
	@$(MAKE) $(parallel) FLAVOUR=tsan tsan-run

.PHONY: tsan-run
tsan-run: $(THREADS) $(PROGRAM)
	@fixed=; if setarch -R true 2>/dev/null; then fixed='setarch -R'; fi; \
	for program in $(THREADS); do echo "== $$program"; $$fixed $$program; done; \
	echo '== $(SMOKE_RUN)'; $$fixed $(SMOKE_RUN) >/dev/null; echo 'No data race was seen.'

# Begins with the inputs of tests/fuzz and of tests/golden/tables; what it finds beside them stays in
# build/fuzz/corpus. A failing input is left in build/fuzz, and named.
FUZZ_SECONDS := 600
.PHONY: fuzz fuzz-run
fuzz: ## read random tables under the address sanitizer for FUZZ_SECONDS=600
	@$(MAKE) -s CC=clang deps-fuzz
	@$(MAKE) $(parallel) FLAVOUR=fuzz CC=clang fuzz-run

fuzz-run: $(FUZZERS)
	@mkdir -p build/fuzz/corpus
	@for fuzzer in $(FUZZERS); do \
	    $$fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=20000 -print_final_stats=1 \
	        -verbosity=$(if $(V),1,0) -artifact_prefix=build/fuzz/ \
	        build/fuzz/corpus tests/fuzz/corpus $(wildcard tests/golden/tables/*/); done

.PHONY: bench
bench: ## measure speed: the programs of tests/bench
	@$(MAKE) -s deps-test
	@$(MAKE) $(parallel) bench-run

.PHONY: bench-run
bench-run: export PLATEAU_COMMIT := $(shell git describe --always --dirty 2>/dev/null)
bench-run: $(BENCHES) all
	@for bench in $(BENCHES); do $$bench; done

# ---- checking ----------------------------------------------------------------------------------
.PHONY: check
check: ## format, layers and other rules, both compilers without a warning, clang-tidy, cppcheck
	@$(MAKE) -s deps-check
	@$(MAKE) $(parallel) -k check-format check-rules check-gcc check-clang check-cppcheck

.PHONY: check-format check-rules check-gcc check-clang check-cppcheck
check-format:
	$(call say,CHECK,format)
	$(Q)clang-format --dry-run --Werror $(ALL_SOURCES) $(HEADERS)
check-rules:
	$(call say,CHECK,rules)
	$(Q)tests/check_layers.sh
	$(Q)tests/check_plain.sh
	$(Q)tests/check_circles.sh
	$(Q)tests/check_tests.sh
	$(Q)tests/check_rules.sh
check-gcc:
	@$(MAKE) FLAVOUR=check CC=gcc WERROR=1 compile-all
check-clang:
	@$(MAKE) FLAVOUR=check CC=clang WERROR=1 compile-all tidy
check-cppcheck:
	$(call say,CHECK,cppcheck)
	@mkdir -p build/cppcheck
	$(Q)cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --language=c \
	    --enable=warning,performance,portability --cppcheck-build-dir=build/cppcheck \
	    -Iinclude -Iui src ui

# gcc once left out every prefetch, which no test of results can see.
.PHONY: compile-all tidy
compile-all: $(call objects,$(ALL_SOURCES)) $(BUILD)/presets.o
	$(if $(X86),$(Q)objdump -d $(BUILD)/src/model/kernel_block.o | grep prefetch >/dev/null || \
	    { echo '$(CC) left out the prefetches of src/model/kernel_block.c.' >&2; exit 1; })

# A file is read again only when it or a header of it changed: then its object did, too.
tidy: $(patsubst %.c,$(BUILD)/%.tidy,$(ALL_SOURCES))
$(BUILD)/%.tidy: %.c $(BUILD)/%.o .clang-tidy
	$(call say,TIDY,$<)
	$(Q)clang-tidy --quiet $< -- $(CPPFLAGS) $(CFLAGS) $(FLAGS) 2>$@.log || \
	    { cat $@.log; exit 1; }
	@touch $@

.PHONY: format
format: ## lay out every source file as .clang-format says
	clang-format -i $(ALL_SOURCES) $(HEADERS)

# One fragment per source, made with that file's own flags.
compile_commands.json: $(patsubst %.c,$(BUILD)/%.json,$(ALL_SOURCES)) ## for editors
	@{ echo '['; cat $^ | sed '$$s/,$$//'; echo ']'; } >$@

$(BUILD)/%.json: %.c Makefile
	@mkdir -p $(@D)
	@printf '%s\n' $(call shell_quote,{"directory": "$(CURDIR)"$(comma) "file": "$<"$(comma) \
	    "command": "$(subst ",\",$(compile) -c $<)"}$(comma)) >$@

comma := ,
shell_quote = '$(subst ','\'',$(1))'

# ---- the rest ----------------------------------------------------------------------------------
.PHONY: clean
clean: ## remove everything that was built
	rm -rf build plateau compile_commands.json

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z_.-]*\):[^#]*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | \
	    awk -F '\t' '{ printf "  make %-22s %s\n", $$1, $$2 }'
	@sed -n '/^#   [A-Z]/s/^# //p' $(firstword $(MAKEFILE_LIST))
