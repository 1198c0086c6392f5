# gravamen: GNU make, no configure step. `make help` lists the targets.
#
#   make CC=clang CFLAGS="-O3 -march=native"      other compiler, other optimisation
#   make WERROR=1                                 warnings are errors (make check does so)
#   make BUILD=somewhere                          another build folder, beside the first
#   make install PREFIX=/usr DESTDIR=/tmp/stage
#   make V=1                                      show whole commands
#
# src/*/*.c is the whole library, less src/cli (the command) and two files that only serve to link
# the English model in: the library without it compiles models/ into build/builtin_image.c, which
# then becomes part of the library.

BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
CFLAGS ?= -O2 -g
LDFLAGS ?=
FUZZ_SECONDS ?= 60
JOBS := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
PARALLEL = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(JOBS))
VERSION := $(shell sed -n 's/^.define GV_VERSION "\(.*\)"/\1/p' src/gravamen.h)

Q = $(if $(V),,@)
say = $(if $(V),,@echo "  $(1) $(2)")

# ---- what the compiler can do
OPENMP := $(shell echo 'int main(void){return 0;}' | $(CC) -fopenmp -x c - -o /dev/null \
            >/dev/null 2>&1 && echo -fopenmp)
STEMMER := $(shell $(CC) -print-file-name=libstemmer.a 2>/dev/null || :)
STEMMER := $(if $(findstring /,$(STEMMER)),$(STEMMER),-lstemmer)
LIBS := $(STEMMER) -lutf8proc -lz
# has HEADER,LIBRARY: whether a program that includes the one links with the other. What is found
# so is used (`gravamen --version` says); `make ISAL=` builds without.
has = $(shell printf '\043include <$(1)>\nint main(void){return 0;}\n' | \
    $(CC) -x c - $(2) -o /dev/null >/dev/null 2>&1 && echo yes)
ISAL ?= $(call has,isa-l.h,-lisal)
CRYPTO ?= $(call has,openssl/evp.h,-lcrypto)
FOUND := $(if $(ISAL),-DGV_HAVE_ISAL) $(if $(CRYPTO),-DGV_HAVE_CRYPTO)
LIBS += $(if $(ISAL),-lisal) $(if $(CRYPTO),-lcrypto)
EXPAT ?= $(call has,expat.h,-lexpat)
FOUND += $(if $(EXPAT),-DGV_HAVE_EXPAT)
LIBS += $(if $(EXPAT),-lexpat)
ARCHIVE ?= $(call has,archive.h,-larchive)
LZMA ?= $(call has,lzma.h,-llzma)
ZSTD ?= $(call has,zstd.h,-lzstd)
BZIP2 ?= $(call has,bzlib.h,-lbz2)
LZ4 ?= $(call has,lz4frame.h,-llz4)
FOUND += $(foreach library,ARCHIVE LZMA ZSTD BZIP2 LZ4,$(if $($(library)),-DGV_HAVE_$(library)))
LIBS += $(if $(ARCHIVE),-larchive) $(if $(LZMA),-llzma) $(if $(ZSTD),-lzstd) $(if $(BZIP2),-lbz2) \
        $(if $(LZ4),-llz4)
BROTLI ?= $(call has,brotli/decode.h,-lbrotlidec)
FOUND += $(if $(BROTLI),-DGV_HAVE_BROTLI)
LIBS += $(if $(BROTLI),-lbrotlidec)
SQLITE ?= $(call has,sqlite3.h,-lsqlite3)
FOUND += $(if $(SQLITE),-DGV_HAVE_SQLITE)
LIBS += $(if $(SQLITE),-lsqlite3)
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L $(CFLAGS) -Wall -Wextra -Wshadow -fPIC \
             -fvisibility=hidden -pthread -Isrc $(FOUND) $(OPENMP) $(if $(OPENMP),,-Wno-unknown-pragmas) \
             $(if $(WERROR),-Werror) $(SANITIZE)
ALL_LDFLAGS = -pthread $(LDFLAGS) $(SANITIZE) $(OPENMP)

# ---- files
LINK_ONLY := src/model/no_builtin.c src/model/embed_main.c
LIB_SOURCES := $(filter-out $(LINK_ONLY) $(wildcard src/cli/*.c),$(wildcard src/*/*.c))
LIB_OBJECTS := $(LIB_SOURCES:%.c=$(BUILD)/%.o)
CLI_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/cli/*.c))
RULES := $(sort $(shell find models -name '*.gvr'))
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
TEST_TOOLS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/run_cases.c) $(wildcard tests/oracle/*.c) \
                $(wildcard tests/tools/*.c))
REPLAYS := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/replay_%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCHES := $(patsubst %.c,$(BUILD)/%,$(wildcard bench/*.c))
SYNTH_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard corpora/synth/*.c))

.PHONY: all lib objects deps demo check test tests replays fuzzers sanitized asan ubsan tsan fuzz \
        mutants bench perfcheck accuracy lint install uninstall clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/gravamen lib  ## the command and both libraries, in build/
lib: $(BUILD)/libgravamen.a $(BUILD)/libgravamen.so  ## static and shared library only

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/builtin_image.o: $(BUILD)/builtin_image.c
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -O0 -g0 -c $< -o $@

$(BUILD)/builtin_image.c: $(BUILD)/gravamen-bootstrap $(RULES)
	$(call say,RULES,models/codebook.gvr models/en)
	$(Q)$< $@ models/codebook.gvr models/en

$(BUILD)/gravamen-bootstrap: $(LIB_OBJECTS) $(LINK_ONLY:%.c=$(BUILD)/%.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) $(LIBS) -o $@

$(BUILD)/libgravamen.a: $(LIB_OBJECTS) $(BUILD)/builtin_image.o
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/libgravamen.so.0: $(LIB_OBJECTS) $(BUILD)/builtin_image.o src/gravamen.map
	$(call say,LINK,$@)
	$(Q)$(CC) -shared -Wl,-soname,libgravamen.so.0 -Wl,--version-script=src/gravamen.map \
	    $(filter %.o,$^) $(ALL_LDFLAGS) $(LIBS) -o $@

$(BUILD)/libgravamen.so: $(BUILD)/libgravamen.so.0
	$(Q)ln -sf libgravamen.so.0 $@

$(BUILD)/gravamen: $(CLI_OBJECTS) $(BUILD)/libgravamen.a
	$(call say,LINK,$@)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) $(LIBS) -o $@

# ---- tests: one program a file
GUMBO ?= $(call has,gumbo.h,-lgumbo)
$(BUILD)/tests/unit/test_html_peer.o: FOUND += $(if $(GUMBO),-DGV_HAVE_GUMBO)
$(BUILD)/tests/unit/test_html_peer: LIBS += $(if $(GUMBO),-lgumbo)
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libgravamen.a
	$(call say,LINK,$@)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) $(LIBS) -lcmocka -o $@
$(TEST_TOOLS) $(BENCHES): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libgravamen.a
	$(call say,LINK,$@)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) $(LIBS) -o $@
# A child that is to be confined: sanitizers ask the system for what it may not have.
$(BUILD)/tests/tools/child_acts.o $(BUILD)/tests/tools/child_acts: override SANITIZE =
$(BUILD)/synth: $(SYNTH_OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) -o $@
$(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/replay.o $(BUILD)/tests/fuzz/%.o \
    $(BUILD)/libgravamen.a
	$(call say,LINK,$@)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) $(LIBS) -o $@
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/libgravamen.a
	$(call say,LINK,$@)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) -fsanitize=fuzzer $(LIBS) -o $@

objects: $(LIB_OBJECTS) $(CLI_OBJECTS) $(addsuffix .o,$(UNIT_TESTS) $(TEST_TOOLS) $(BENCHES)) \
    $(SYNTH_OBJECTS)
tests: $(UNIT_TESTS) $(TEST_TOOLS) $(BUILD)/synth
replays: $(REPLAYS)
fuzzers: $(FUZZERS)

deps:  ## install what build and tests need (Debian packages; elsewhere: names them)
	@.ci/deps.sh check

demo:  ## install what is missing, build, and tag the sample archive
	@.ci/deps.sh build
	@$(MAKE) --no-print-directory -s $(PARALLEL) all
	@BUILD=$(BUILD) tests/demo.sh

check:  ## everything that must be green; ends in one line: N passed, N failed, N skipped
	@BUILD=$(BUILD) MAKE="$(MAKE)" tests/run.sh

test: ## unit tests and rule cases only
	@$(MAKE) --no-print-directory $(PARALLEL) all tests
	@BUILD=$(BUILD) MAKE="$(MAKE)" tests/run.sh unit cases

# Sanitizers: unit tests, cases and command tests, each in a build of its own.
SUITES = unit cases cli replay
SANITIZED = all tests replays
sanitized:
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)/asan CFLAGS="-O1 -g" SANITIZE="-fsanitize=\
	address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer" $(SANITIZED)

asan:  ## tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory sanitized
	@BUILD=$(BUILD)/asan REPLAY_BUILD=$(BUILD)/asan MAKE="$(MAKE)" tests/run.sh $(SUITES)

ubsan:  ## tests under UndefinedBehaviorSanitizer alone, optimised
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)/ubsan \
	    SANITIZE="-fsanitize=undefined -fno-sanitize-recover=undefined" $(SANITIZED)
	@BUILD=$(BUILD)/ubsan REPLAY_BUILD=$(BUILD)/ubsan MAKE="$(MAKE)" tests/run.sh $(SUITES)

tsan:  ## the pipeline under ThreadSanitizer (clang with libomp; gcc's OpenMP gives false races)
	@BUILD=$(BUILD) MAKE="$(MAKE)" tests/tsan.sh

fuzz:  ## every fuzz target for FUZZ_SECONDS (60) each, under ASan and UBSan (clang)
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)/fuzz CC=clang CFLAGS="-O1 -g" OPENMP= \
	    SANITIZE="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" fuzzers
	@BUILD=$(BUILD)/fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run.sh

mutants: all  ## plant faults, one at a time: the tests must find each
	@BUILD=$(BUILD) tests/mutants.sh

bench: peers  ## speed by stage, and beside other tools (CORPUS=FILE:FILE ROUNDS=7 MEGABYTES=64)
	@BUILD=$(BUILD) CORPUS="$(CORPUS)" CC="$(CC)" bench/run.sh
ifneq ($(filter bench peers,$(MAKECMDGOALS)),)
include bench/peers/peers.mk
endif

perfcheck: all $(BUILD)/synth  ## instructions a byte beside bench/perfcheck.tsv (UPDATE=1 writes them)
	@BUILD=$(BUILD) CFLAGS="$(CFLAGS)" CC="$(CC)" UPDATE="$(UPDATE)" bench/perfcheck.sh

accuracy: all  ## figures on labelled passages, beside other systems (GOLD=FILE CORPUS=A:B)
	@BUILD=$(BUILD) GOLD="$(GOLD)" CORPUS="$(CORPUS)" TEST="$(TEST)" PROTOTYPE="$(PROTOTYPE)" bench/accuracy/run.sh

lint: all  ## include law, file and function lengths, rule files, shell scripts
	@BUILD=$(BUILD) tests/lint.sh

install: all  ## command, libraries, header, pkg-config file below DESTDIR and PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 755 $(BUILD)/gravamen $(DESTDIR)$(PREFIX)/bin/gravamen
	install -m 644 src/gravamen.h $(DESTDIR)$(PREFIX)/include/gravamen.h
	install -m 644 $(BUILD)/libgravamen.a $(DESTDIR)$(PREFIX)/lib/libgravamen.a
	install -m 755 $(BUILD)/libgravamen.so.0 $(DESTDIR)$(PREFIX)/lib/libgravamen.so.0
	ln -sf libgravamen.so.0 $(DESTDIR)$(PREFIX)/lib/libgravamen.so
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
	    -e 's|@PRIVATE@|$(LIBS) $(OPENMP)|' src/gravamen.pc.in \
	    > $(DESTDIR)$(PREFIX)/lib/pkgconfig/gravamen.pc

uninstall:  ## take away what install put there
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/gravamen include/gravamen.h lib/libgravamen.a \
	    lib/libgravamen.so lib/libgravamen.so.0 lib/pkgconfig/gravamen.pc)

clean:  ## remove build/
	rm -rf $(BUILD)

help:  ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## */\1\t/p' Makefile | expand -t 12

-include $(shell find $(addprefix $(BUILD)/,src tests bench corpora) -name '*.d' 2>/dev/null)
