# Makefile: builds, runs, checks and installs mod_helpdesk. `make help` lists what there is.
# Tools, paths and flags come from apxs and pkg-config; all outputs go to $(BUILD).
# SPDX-License-Identifier: Apache-2.0

SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# -- what may be given on the command line ---------------------------------------------------------------------------

PORT ?= 8080
STATE ?= .run
DB ?= sqlite3
DATABASE ?=
SMTP ?=
MPM ?= event
EXTRA_CONF ?=
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR ?=
JOBS ?= $(shell nproc)
LANES ?= $(shell expr $(JOBS) + 1)
FUZZ_SECONDS ?= 60
SANITIZE_SECONDS ?= 10
KILLS ?= 100
SEED ?=
RUN ?= server,database
THREADS_SECONDS ?= 10
REQUESTS ?= 1000000
BUILD ?= build
VERSION := $(shell cat VERSION)

export PORT STATE DB DATABASE SMTP MPM EXTRA_CONF BUILD JOBS LANES SANITIZE_SECONDS

# -- tools and flags, asked once and only when something is compiled --------------------------------------------------

ifeq ($(origin CC),default)
CC := gcc
endif
AR ?= ar
APXS ?= apxs
PKG_CONFIG ?= pkg-config
PACKAGES := apr-1 apr-util-1 libxml-2.0 libxslt libcmark-gfm gmime-3.0 libcurl icu-i18n icu-uc libmagic libcrypto jansson

once = $(eval $(1) := $(shell $(2)))$($(1))
PKG_CFLAGS = $(call once,PKG_CFLAGS,$(PKG_CONFIG) --cflags $(PACKAGES))
PKG_LIBS = $(call once,PKG_LIBS,$(PKG_CONFIG) --libs $(filter-out libcmark-gfm apr-util-1,$(PACKAGES)))
APU_LIBS = $(call once,APU_LIBS,apu-1-config --link-ld)
HTTPD_INCLUDES = $(call once,HTTPD_INCLUDES,echo -I`$(APXS) -q INCLUDEDIR`)
MODULE_DIR = $(call once,MODULE_DIR,$(APXS) -q LIBEXECDIR)

OPTIMIZE ?= -O2 -fno-semantic-interposition -D_FORTIFY_SOURCE=2
HARDEN ?= -fstack-protector-strong -fstack-clash-protection
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wformat=2 -Wno-format-nonliteral
SANITIZE ?=
ALL_CFLAGS = -std=gnu11 -g $(OPTIMIZE) $(HARDEN) -fPIC -pthread $(WARNINGS) $(WERROR) $(SANITIZE) $(PKG_CFLAGS) \
	-DHD_VERSION='"$(VERSION)"' -DHD_SHARE_DIR='"$(PREFIX)/share/helpdesk"' $(CPPFLAGS) $(CFLAGS)
ALL_LDFLAGS = -Wl,-z,relro,-z,now -Wl,-Bsymbolic -Wl,--as-needed $(SANITIZE) $(LDFLAGS)
LIBS = $(APU_LIBS) -lcmark-gfm-extensions -lcmark-gfm $(PKG_LIBS) -lpthread

# -- what is built from what -----------------------------------------------------------------------------------------

OBJ := $(BUILD)/obj
LIB_SOURCES := $(wildcard $(foreach room,base store text mail domain pay xml,src/$(room)/*.c))
FREE_WEB_SOURCES := $(wildcard $(addprefix src/web/,accept.c cookie_value.c device.c multipart.c part_header.c path.c \
	urlencoded.c value.c))
WEB_SOURCES := $(wildcard src/web/*.c)
CLI_SOURCES := $(wildcard src/cli/*.c)
UNIT_SOURCES := $(wildcard tests/unit/test_*.c)
UNIT_SHARED_SOURCES := $(filter-out $(UNIT_SOURCES),$(wildcard tests/unit/*.c))
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz_*.c)
TOOL_SOURCES := $(wildcard tests/tools/*.c)

objects = $(patsubst %.c,$(OBJ)/%.o,$(1))
LIBRARY := $(BUILD)/libhelpdesk.a
MODULE := $(BUILD)/mod_helpdesk.so
CONTROL := $(BUILD)/helpdeskctl
UNIT_PROGRAMS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SOURCES))
FUZZ_PROGRAMS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(FUZZ_SOURCES))
TOOL_PROGRAMS := $(patsubst tests/tools/%.c,$(BUILD)/tools/%,$(TOOL_SOURCES))

.PHONY: help all library module control unit-programs fuzz-programs tools run start stop check check-unit check-http \
	check-backup check-browser check-fuzz check-sanitize check-threads check-torture torture cluster-test overload soak \
	security-scan lint format bench fuzz deps deps-test install uninstall clean dist check-programs http-programs \
	sanitize-programs check-sanitize-unit check-sanitize-fuzz check-sanitize-http
.SECONDARY:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo '  PORT=8080 STATE=.run DB=sqlite3|pgsql|mysql SMTP=host:port MPM=event|worker|prefork   for run, start, stop'
	@echo '  DATABASE="host=… user=…"   with DB=pgsql or mysql: not a private server, but one that is there'
	@echo '  LANES=$(LANES)   for check, check-http, check-sanitize: how many parts at a time'
	@echo '  PREFIX=/usr/local SYSCONFDIR=/etc DESTDIR=                                          for install, uninstall'

all: module control ## build the module and helpdeskctl (the default)

library: $(LIBRARY)
module: $(MODULE)
control: $(CONTROL)
unit-programs: $(UNIT_PROGRAMS)
fuzz-programs: $(FUZZ_PROGRAMS)
tools: $(TOOL_PROGRAMS)

# Objects are made again when the flags change (another compiler, a sanitizer, -Werror).
FLAGS_FILE := $(BUILD)/flags
FLAGS_NOW = $(CC) $(filter-out -Werror,$(ALL_CFLAGS))
$(FLAGS_FILE): force
	@$(PKG_CONFIG) --exists $(PACKAGES) && command -v $(APXS) $(CC) >/dev/null || \
		{ echo 'Something that the build needs is missing: run "make deps" first.' >&2; exit 1; }
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(FLAGS_NOW))' | cmp -s - $@ || echo '$(subst ','\'',$(FLAGS_NOW))' >$@
.PHONY: force
force:

# Only the module's record is seen from outside the module.
$(OBJ)/mod_helpdesk.o $(OBJ)/tests/sanitize/mod_recycled.o: VISIBILITY := -fvisibility=default
VISIBILITY := -fvisibility=hidden

$(OBJ)/mod_helpdesk.o $(OBJ)/src/web/%.o $(OBJ)/tests/sanitize/%.o: ROOM_FLAGS = $(HTTPD_INCLUDES)
$(call objects,$(FREE_WEB_SOURCES)): ROOM_FLAGS =

$(OBJ)/tests/fuzz/%.o: ROOM_FLAGS = -Wno-missing-prototypes # libFuzzer declares its entry nowhere

$(OBJ)/%.o: %.c $(FLAGS_FILE)
	@mkdir -p $(@D)
	@echo '  CC $<'
	@$(CC) $(ALL_CFLAGS) $(VISIBILITY) $(ROOM_FLAGS) -MMD -MP -c -o $@ $<

$(LIBRARY): $(call objects,$(LIB_SOURCES))
	@rm -f $@
	@echo '  AR $@'
	@$(AR) rcs $@ $^

$(BUILD)/mod_recycled.so: $(OBJ)/tests/sanitize/mod_recycled.o
	@echo '  LD $@'
	@$(CC) -shared $(ALL_LDFLAGS) -o $@ $^

$(MODULE): $(call objects,mod_helpdesk.c $(WEB_SOURCES)) $(LIBRARY)
	@echo '  LD $@'
	@$(CC) -shared $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) $(LIBS)

$(CONTROL): $(call objects,$(CLI_SOURCES)) $(LIBRARY)
	@echo '  LD $@'
	@$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) $(LIBS)

$(BUILD)/unit/%: $(OBJ)/tests/unit/%.o $(call objects,$(UNIT_SHARED_SOURCES) $(FREE_WEB_SOURCES)) $(LIBRARY)
	@mkdir -p $(@D)
	@echo '  LD $@'
	@$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) -lcmocka $(LIBS)

$(BUILD)/fuzz/%: $(OBJ)/tests/fuzz/%.o $(call objects,$(FREE_WEB_SOURCES)) $(LIBRARY)
	@mkdir -p $(@D)
	@echo '  LD $@'
	@$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(LIBRARY) $(LIBS)

$(BUILD)/bench/write_floor: $(OBJ)/tests/bench/write_floor.o
	@mkdir -p $(@D)
	@echo '  LD $@'
	@$(CC) $(ALL_LDFLAGS) -o $@ $< -lsqlite3

$(BUILD)/tools/%: $(OBJ)/tests/tools/%.o $(call objects,$(filter-out src/cli/main.c,$(CLI_SOURCES))) $(LIBRARY)
	@mkdir -p $(@D)
	@echo '  LD $@'
	@$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) $(LIBS)

-include $(shell test -d $(OBJ) && find $(OBJ) -name '*.d')

# -- running ---------------------------------------------------------------------------------------------------------
# A fresh machine has no compiler yet: packages first, then make again, which then finds the tools.

run: ## install what is needed, build, and run a private server with demonstration data in the foreground
	@scripts/deps.sh build $(DB)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@exec scripts/portal.sh run

start: ## the same in the background; returns once the portal answers
	@scripts/deps.sh build $(DB)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@scripts/portal.sh start

stop: ## stop what start or run started under STATE
	@scripts/portal.sh stop

# -- checking --------------------------------------------------------------------------------------------------------
# Most tests wait for a server most of the time, so LANES of them go beside each other, the long ones first. Each has a
# port and a directory of its own; what they run is built before, for two makes must not write the same files.

SANITIZE_BUILD := BUILD=build/sanitize OPTIMIZE=-O1 \
	SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer'
FUZZ_BUILD := BUILD=build/fuzzing CC=clang OPTIMIZE=-O1 \
	SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer'
THREADS_BUILD := BUILD=build/threads OPTIMIZE=-O1 SANITIZE='-fsanitize=thread -fno-omit-frame-pointer'

HTTP_CHECKS := $(addprefix check-http-,sqlite3-event pgsql-event mysql-event sqlite3-prefork sqlite3-worker)
SANITIZE_CHECKS := check-sanitize-http check-sanitize-fuzz check-sanitize-unit check-threads

# SQLite under event is tried with sanitizers, which see more than the program that is shipped would show; that one is
# tried under event on the other databases, and on SQLite under the other ways of running Apache.
check: ## install what the tests need and run all of them, LANES of them (processors + 1) at a time
	@scripts/deps.sh build test
	@tests/check.sh check-programs check-sanitize-http check-browser $(filter-out %-sqlite3-event,$(HTTP_CHECKS)) \
		$(filter-out %-http,$(SANITIZE_CHECKS)) check-unit check-torture check-fuzz lint

check-programs: sanitize-programs
	@$(MAKE) --no-print-directory -j$(JOBS) WERROR=-Werror all unit-programs tools $(BUILD)/bench/write_floor

check-unit: ## unit tests, on SQLite, PostgreSQL and MariaDB
	@scripts/deps.sh build unit
	@$(MAKE) --no-print-directory -j$(JOBS) WERROR=-Werror unit-programs
	@tests/unit.sh $(BUILD)

check-http: ## tests over HTTP: three databases under event; SQLite under worker and prefork
	@scripts/deps.sh build http
	@tests/check.sh http-programs $(HTTP_CHECKS)

http-programs:
	@$(MAKE) --no-print-directory -j$(JOBS) WERROR=-Werror all

check-http-%: force
	@scripts/deps.sh build http
	@$(MAKE) --no-print-directory http-programs
	@tests/http.sh $(subst -,:,$*)

check-backup: ## backup and restore on all databases, with copies of whole database servers, too
	@scripts/deps.sh build http
	@$(MAKE) --no-print-directory http-programs
	@for db in sqlite3 pgsql mysql; do HD_LONG=1 HD_DB=$$db PYTHONDONTWRITEBYTECODE=1 \
		/usr/bin/python3 -m pytest -q -p no:cacheprovider tests/http/test_backup.py || exit 1; done

check-browser: ## whole journeys in Chromium, accessibility, valid HTML, pictures of every page
	@scripts/deps.sh build browser
	@$(MAKE) --no-print-directory -j$(JOBS) WERROR=-Werror all tools
	@tests/browser.sh

check-fuzz: ## feed the kept corpus to every fuzz target
	@scripts/deps.sh build fuzz
	@$(MAKE) --no-print-directory -j$(JOBS) $(FUZZ_BUILD) fuzz-programs
	@tests/fuzz.sh replay build/fuzzing

check-sanitize: ## all tests under AddressSanitizer and UBSan, threads under ThreadSanitizer, each fuzz target for SANITIZE_SECONDS
	@scripts/deps.sh build unit http fuzz
	@tests/check.sh sanitize-programs $(SANITIZE_CHECKS)

sanitize-programs:
	@$(MAKE) --no-print-directory -j$(JOBS) $(SANITIZE_BUILD) all unit-programs
	@$(MAKE) --no-print-directory -j$(JOBS) $(FUZZ_BUILD) fuzz-programs
	@$(MAKE) --no-print-directory -j$(JOBS) $(THREADS_BUILD) all build/threads/mod_recycled.so

check-sanitize-unit: sanitize-programs
	@tests/unit.sh build/sanitize

check-sanitize-fuzz: sanitize-programs
	@tests/fuzz.sh run build/fuzzing $(SANITIZE_SECONDS)

check-sanitize-http: sanitize-programs
	@BUILD=build/sanitize HD_PRELOAD="$$($(CC) -print-file-name=libasan.so)" ASAN_OPTIONS=detect_leaks=0 \
		tests/http.sh sqlite3:event

check-threads: ## the portal under ThreadSanitizer, all that it does at once, for THREADS_SECONDS (10)
	@scripts/deps.sh build http
	@$(MAKE) --no-print-directory -j$(JOBS) $(THREADS_BUILD) all build/threads/mod_recycled.so
	@BUILD=build/threads HD_PRELOAD="$$($(CC) -print-file-name=libtsan.so)" tests/sanitize.sh $(THREADS_SECONDS)

check-torture: ## kill Apache and database servers under load, a few times on each database
	@scripts/deps.sh build http
	@$(MAKE) --no-print-directory -j$(JOBS) WERROR=-Werror all
	@tests/torture.sh

torture: ## the same KILLS (100) times a run; RUN=server,database SEED=number; on all databases, or the one that DB= names
	@scripts/deps.sh build http
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@tests/torture/torture.py --kills $(KILLS) --run $(RUN) $(if $(SEED),--seed $(SEED)) $(if $(filter command,$(origin DB)),--db $(DB))

fuzz: ## fuzz every target for FUZZ_SECONDS (60), JOBS of them at once; new inputs are kept under build/
	@scripts/deps.sh build fuzz
	@$(MAKE) --no-print-directory -j$(JOBS) $(FUZZ_BUILD) fuzz-programs
	@tests/fuzz.sh run build/fuzzing $(FUZZ_SECONDS)

cluster-test: ## two Apaches over three PostgreSQL machines (Patroni, etcd): the primary is killed KILLS times (10), and cut off
	@scripts/deps.sh build http cluster
	@$(MAKE) --no-print-directory -j$(JOBS) WERROR=-Werror all
	@HD_DB=pgsql KILLS=$(if $(filter command,$(origin KILLS)),$(KILLS),10) PYTHONDONTWRITEBYTECODE=1 \
		/usr/bin/python3 -m pytest -q -x -p no:cacheprovider tests/cluster

soak: ## REQUESTS (1000000) of every kind; the memory of each child must not grow. HD_DB=pgsql|mysql for the servers
	@scripts/deps.sh build http bench
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 tests/soak/soak.py $(REQUESTS)

security-scan: ## sqlmap and wapiti against a private portal; the portal behind mod_security2 with the core rule set
	@scripts/deps.sh build http security
	@$(MAKE) --no-print-directory -j$(JOBS) WERROR=-Werror all
	@tests/security.sh

lint: ## who includes whom, SQL and words in their rooms, log tags, catalogues, directives, stylesheets
	@scripts/deps.sh lint
	@scripts/lint/run

format: ## lay out the C sources as .clang-format says
	@scripts/deps.sh format
	@clang-format -i mod_helpdesk.c $$(find src tests -name '*.[ch]' -not -path '*/node_modules/*')

bench: ## processor time of the main pages, as ratios to a static file of the same size
	@scripts/deps.sh build bench
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@tests/bench/run.sh

overload: ## 2,000 connections at once, slow senders and readers, floods of sign-ins, full disks, clocks that jump
	@scripts/deps.sh build http
	@$(MAKE) --no-print-directory -j$(JOBS) WERROR=-Werror all
	@/usr/bin/python3 tests/overload/overload.py
	@HD_LONG=1 PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/http/test_overload.py \
		tests/http/test_limits.py tests/http/test_clock.py

# -- packages, installing --------------------------------------------------------------------------------------------

deps: ## install the packages that building and running need (Debian 12)
	@scripts/deps.sh build

deps-test: ## install the packages that the tests need
	@scripts/deps.sh build test

DOCS := README.md CHANGELOG.md CONTRIBUTING.md LICENSE $(sort $(wildcard docs/*.md))

install: all ## put the module where apxs says; helpdeskctl, share files and configuration under PREFIX, SYSCONFDIR
	install -d '$(DESTDIR)$(MODULE_DIR)' '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/helpdesk' \
		'$(DESTDIR)$(PREFIX)/share/doc/helpdesk/examples/cluster' '$(DESTDIR)$(PREFIX)/share/doc/helpdesk/pictures' \
		'$(DESTDIR)$(SYSCONFDIR)/helpdesk' '$(DESTDIR)$(SYSCONFDIR)/apache2/mods-available'
	install -m 644 $(MODULE) '$(DESTDIR)$(MODULE_DIR)/mod_helpdesk.so'
	install -m 755 $(CONTROL) '$(DESTDIR)$(PREFIX)/bin/helpdeskctl'
	cd '$(DESTDIR)$(PREFIX)/share/helpdesk' && rm -rf xslt sql magic
	cp -r --no-preserve=ownership xslt sql magic '$(DESTDIR)$(PREFIX)/share/helpdesk/'
	chmod -R u=rwX,go=rX '$(DESTDIR)$(PREFIX)/share/helpdesk'
	install -m 644 $(wildcard $(DOCS)) '$(DESTDIR)$(PREFIX)/share/doc/helpdesk/'
	install -m 644 $(wildcard docs/pictures/*) '$(DESTDIR)$(PREFIX)/share/doc/helpdesk/pictures/'
	sed -i -E 's,\]\((docs|\.\./conf|conf)/,](,g' '$(DESTDIR)$(PREFIX)/share/doc/helpdesk/'*.md # one directory, there
	install -m 644 $(wildcard conf/examples/*.conf) '$(DESTDIR)$(PREFIX)/share/doc/helpdesk/examples/'
	install -m 644 $(wildcard conf/examples/cluster/*) '$(DESTDIR)$(PREFIX)/share/doc/helpdesk/examples/cluster/'
	sed 's|/usr/lib/apache2/modules|$(MODULE_DIR)|' conf/helpdesk.load \
		>'$(DESTDIR)$(SYSCONFDIR)/apache2/mods-available/helpdesk.load'
	sed 's|/usr/local/share/helpdesk|$(PREFIX)/share/helpdesk|g' conf/helpdesk.conf \
		>'$(DESTDIR)$(PREFIX)/share/doc/helpdesk/examples/helpdesk.conf'
	test -e '$(DESTDIR)$(SYSCONFDIR)/helpdesk/helpdesk.conf' || install -m 640 \
		'$(DESTDIR)$(PREFIX)/share/doc/helpdesk/examples/helpdesk.conf' '$(DESTDIR)$(SYSCONFDIR)/helpdesk/helpdesk.conf'

uninstall: ## remove what install put there; configuration and data stay
	rm -f '$(DESTDIR)$(MODULE_DIR)/mod_helpdesk.so' '$(DESTDIR)$(PREFIX)/bin/helpdeskctl' \
		'$(DESTDIR)$(SYSCONFDIR)/apache2/mods-available/helpdesk.load'
	rm -rf '$(DESTDIR)$(PREFIX)/share/helpdesk' '$(DESTDIR)$(PREFIX)/share/doc/helpdesk'

dist: ## a source archive of the last commit, build/mod_helpdesk-VERSION.tar.gz
	@mkdir -p build
	git archive --format=tar.gz --prefix=mod_helpdesk-$(VERSION)/ -o build/mod_helpdesk-$(VERSION).tar.gz HEAD

clean: ## remove what was built; .run and node_modules stay
	rm -rf build
