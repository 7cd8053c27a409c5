# make test    sets up what is missing (as root, on Debian) and runs every test
# make quick   the Rust tests alone
# make reference  the tests and field cases that read the reference folder (EINV_SHARED, else ../shared)
# make xlsx    opens the workbooks that the command writes with LibreOffice
# make crash   5,000 random kills, and database servers that end, freeze and take over from one another
# make soak    a million calls in one process, to find leaks; and the cost of hostile documents
# make fuzz    ten minutes of fuzzing a target (nightly Rust, cargo-fuzz)
# make sanitize  the Rust tests and the C program under the address, leak and thread sanitizers (nightly Rust)
# make dist    the tarball a vendor ships
# make packages  .deb, npm, NuGet, composer, gem, with checksums; make release: these, the tarball and the DLLs
# make site    these pages as a website
# make windows einv.dll and einv.exe, 32 and 64 bit, from Linux
# make aarch64, make musl  library and command for ARM and for Alpine's Linux, tried in an empty root
# make sizes   what each feature adds to the library
# make written updates docs/ and docs/schema/, then what make header does
# make header  updates include/einv.h and the declarations made from it

SHELL := /bin/bash
LIB := $(CURDIR)/target/debug/libeinv.so
RELEASE := $(CURDIR)/target/release/libeinv.so
VALGRIND := valgrind -q --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=9

.PHONY: frameworks aarch64 musl sizes wheel node go dotnet cpp php ruby cookbook pages packages release site
.PHONY: written test setup quick reference lint crash-test crash bindings c python java examples symbols installed valgrind install install-command header soak fuzz sanitize xlsx hosts dist windows shipped abi

test: setup lint quick crash-test bindings symbols installed shipped valgrind
	@echo; echo "all tests passed"

# The programs that the tests need beside Rust. Missing ones are installed where allowed, else named.
setup:
	@sh tests/setup.sh gcc g++ clang python3 javac:openjdk-17-jdk-headless valgrind pkg-config cmake zbarimg:zbar-tools pdftoppm:poppler-utils qpdf rsvg-convert:librsvg2-bin \
	    openssl initdb:postgresql psql:postgresql-client pgbouncer nginx:nginx-light chromium \
	    cobc:gnucobol fpc:fp-compiler mcs:mono-mcs mono:mono-runtime php:php-cli mvn:maven \
	    node:nodejs npm go:golang-go xmllint:libxml2-utils composer ruby
	@python3 -c 'import ensurepip, pip' 2> /dev/null || sh tests/setup.sh 'python-pip:python3-pip python3-venv'
	@perl -MFFI::Platypus -e 1 2> /dev/null || sh tests/setup.sh perl-ffi:libffi-platypus-perl
	@test -e /usr/share/maven-repo/org/junit/jupiter || sh tests/setup.sh 'maven-junit:junit4 junit5 libsurefire-java maven-debian-helper maven-repo-helper'

lint:
	cargo fmt --check
	cargo clippy --all-targets --features steps --quiet -- -D warnings

# With the feature of the crash tests, so that they share the build.
quick:
	cargo test --features steps --lib --bins --test it
	cargo test --features steps --doc

# Material from genuine portals, the published tables and the field cases. Without the folder it says so; tests/field_open.txt
# lists the cases that aren't right yet.
reference: $(LIB)
	@sh tests/setup.sh python3 pdftotext:poppler-utils
	python3 tests/reference.py target/debug

# LibreOffice is large, so this is no part of `make test`.
xlsx: $(LIB)
	@sh tests/setup.sh python3 soffice:libreoffice-calc
	python3 tests/xlsx.py target/debug/einv

# Processes killed and frozen at every step, and a minute of random kills.
crash-test:
	cargo test --features steps --test crash -- --nocapture --test-threads 2 --skip failover:: --skip frozen_on_postgresql

# The same with 5,000 random kills: three quarters of an hour; every step of an e-way bill on PostgreSQL; and three minutes of
# failing over.
crash:
	cargo test --features steps --test crash frozen_on_postgresql -- --nocapture
	EINV_KILLS=5000 cargo test --features steps --test crash random -- --nocapture
	cargo test --features steps --test crash failover:: -- --nocapture --test-threads 1

bindings: c cpp python wheel java node go dotnet php ruby examples cookbook pages hosts

$(LIB): FORCE
	cargo build
FORCE:

c: $(LIB)
	sh tests/c/run.sh $(LIB)

# The types by mypy, where it is installed.
python: $(LIB)
	python3 bindings/declare.py --check
	python3 bindings/python/stubs.py --check
	EINV_LIBRARY=$(LIB) PYTHONPATH=bindings/python/src python3 -W error -m unittest discover -s bindings/python/tests
	@if command -v mypy > /dev/null; then \
	    MYPYPATH=bindings/python/src mypy --strict --disable-error-code=import-untyped --cache-dir=target/mypy \
	        bindings/python/src/einv bindings/python/tests/typed.py examples/python/*.py; \
	else echo "SKIPPED: the types are not checked, there is no mypy here (pip install mypy)"; fi

# The wheel made from the source package, in an empty environment. pip gets the tools.
wheel: $(LIB)
	sh tests/wheel.sh $(LIB)

java: $(LIB)
	sh bindings/java/test.sh $(LIB)
	sh tests/jars.sh $(LIB)

# The C++ wrapper, with g++ and clang++.
cpp: $(LIB)
	sh tests/cpp/run.sh $(LIB)
	sh tests/vcpkg.sh $(LIB)

# Every program of docs/cookbook, in Python, Java and C: the three print the same. The recipes of docs/log.md.
cookbook: $(LIB)
	python3 tests/cookbook.py $(LIB)
	python3 tests/recipes.py $(LIB)

# The vendor's relay of docs/going-live.md, between einv and the sandbox; and every link of the pages.
pages: $(LIB)
	sh tests/relay.sh $(LIB)
	python3 packaging/site.py target/site --check

# The programs of docs/frameworks: Django, Celery, pandas, Spring. pip gets the Python packages, once.
frameworks: $(LIB)
	@command -v dpkg > /dev/null && test ! -e /usr/share/java/spring3-transaction.jar && sh tests/setup.sh spring:libspring-context-java libspring:libspring-transaction-java || true
	python3 tests/frameworks.py $(LIB)

# The npm package. koffi and TypeScript come from npm's registry, once.
node: $(LIB)
	sh tests/node.sh $(LIB)

# The Go module, built without a network.
go: $(LIB)
	sh tests/go.sh $(LIB)

# The .NET binding and its NuGet package, on Mono.
dotnet: $(LIB)
	sh tests/dotnet.sh $(LIB)

# The composer package and the Ruby gem.
php: $(LIB)
	sh tests/php.sh $(LIB)
ruby: $(LIB)
	sh tests/ruby.sh $(LIB)

# The first programs of each language, in process and against `einv sandbox` over HTTP.
examples: $(LIB)
	sh tests/examples.sh $(LIB)

# The billing programs of COBOL, Pascal, C#, PHP and Perl; every host gives the same answers to one folder of cases.
hosts: $(LIB)
	sh tests/hosts.sh $(LIB)

# The library is built without what only the command needs.
SHIPPED := --no-default-features --features full

# The exports of the library that ships are exactly the listed ones.
$(RELEASE): FORCE
	cargo build --release --lib $(SHIPPED)
symbols: $(RELEASE)
	nm -D --defined-only $(RELEASE) | awk '{print $$3}' | LC_ALL=C sort | diff -u tests/symbols.txt -
	readelf -d $(RELEASE) | grep -q 'SONAME.*libeinv.so.1'
	@echo "symbols and soname are as listed"

# A program built against an installed library, by pkg-config and by CMake.
installed: $(RELEASE)
	sh tests/install.sh

# The tarball, without its old glibc; and its pages, followed as a reader would.
shipped: $(RELEASE)
	sh packaging/dist.sh target/release
	python3 tests/docs.py target/dist/einv-$(VERSION)-linux-$(shell uname -m)

valgrind: $(RELEASE)
	WRAPPER="$(VALGRIND)" sh tests/c/run.sh $(RELEASE)

soak: $(RELEASE)
	cargo build --release --bin einv
	sh tests/soak.sh $(RELEASE) target/release/einv
	EINV_LIBRARY=$(RELEASE) python3 tests/hostile.py

fuzz:
	fuzz/run 600

# Naming a target keeps proc-macros and build scripts unchanged. The thread sanitizer also needs the standard library, built from
# its source (rustup component add rust-src --toolchain nightly).
TARGET := x86_64-unknown-linux-gnu
sanitize:
	RUSTFLAGS=-Zsanitizer=address cargo +nightly test --target $(TARGET) --target-dir target/address --lib --test it
	RUSTFLAGS=-Zsanitizer=address cargo +nightly build --target $(TARGET) --target-dir target/address --lib
	CFLAGS="-fsanitize=address" sh tests/c/run.sh target/address/$(TARGET)/debug/libeinv.so
	RUSTFLAGS=-Zsanitizer=thread TSAN_OPTIONS=suppressions=$(CURDIR)/tests/tsan.txt \
	    cargo +nightly test -Zbuild-std --target $(TARGET) --target-dir target/thread --lib --test it

# Library with its soname links, headers, manual page, pkg-config and CMake files: make install PREFIX=/usr DESTDIR=stage
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
# BUILT is the folder of an existing build.
install:
	$(if $(BUILT),,cargo build --release --lib $(SHIPPED))
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(LIBDIR)/cmake/einv $(DESTDIR)$(PREFIX)/include
	install -m 755 $(or $(BUILT),target/release)/libeinv.so $(DESTDIR)$(LIBDIR)/libeinv.so.$(VERSION)
	ln -sf libeinv.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libeinv.so.1
	ln -sf libeinv.so.1 $(DESTDIR)$(LIBDIR)/libeinv.so
	install -m 644 $(or $(BUILT),target/release)/libeinv.a $(DESTDIR)$(LIBDIR)/
	install -m 644 include/einv.h include/einv.hpp $(DESTDIR)$(PREFIX)/include/
	install -d $(DESTDIR)$(PREFIX)/share/man/man3
	install -m 644 bindings/c/einv.h.3 $(DESTDIR)$(PREFIX)/share/man/man3/
	sed 's|@prefix@|$(PREFIX)|;s|@libdir@|$(LIBDIR)|;s|@version@|$(VERSION)|' bindings/c/einv.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/einv.pc
	sed 's|@version@|$(VERSION)|' bindings/c/einvConfig.cmake.in > $(DESTDIR)$(LIBDIR)/cmake/einv/einvConfig.cmake
	sed 's|@version@|$(VERSION)|;s|@pointer@|$(shell echo $$(($$(getconf LONG_BIT) / 8)))|g' bindings/c/einvConfigVersion.cmake.in \
	    > $(DESTDIR)$(LIBDIR)/cmake/einv/einvConfigVersion.cmake

# The command with its completions and manual pages.
install-command:
	cargo build --release --bin einv
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	    $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 target/release/einv $(DESTDIR)$(PREFIX)/bin/
	target/release/einv man-pages $(DESTDIR)$(PREFIX)/share/man/man1
	target/release/einv completions bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/einv
	target/release/einv completions zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_einv
	target/release/einv completions fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/einv.fish

# Compares the interface's types with a debug build of the last release: make abi OLD=path/to/libeinv.so
abi:
	@sh tests/setup.sh abidiff:abigail-tools
	cargo rustc --lib --crate-type cdylib -- -C debuginfo=2
	abidiff --no-added-syms --no-show-locs $(OLD) $(LIB)

# A vendor's tarball: library for every Linux with glibc 2.17 or later, header, bindings, docs, licences, inventory.
dist:
	sh packaging/dist.sh

# The packages of every host, with inventory and checksums, from one build; the DLLs of `make windows` go inside where they are there.
packages: $(RELEASE)
	cargo build --release --bin einv
	sh packaging/packages.sh target/release
	sh tests/packages.sh target/dist/packages

# Everything that is published: DLLs, the tarball, the packages.
release: windows dist packages

# The pages as a website in target/site. mdbook comes from the crate registry, once, where it isn't installed.
site:
	@command -v mdbook > /dev/null || test -x target/mdbook/bin/mdbook || cargo install --locked --root target/mdbook mdbook
	sh packaging/api.sh target/api
	PATH="$$PATH:$(CURDIR)/target/mdbook/bin" python3 packaging/site.py target/site --api target/api
	sh tests/site.sh target/site

# Library and command for Linux on 64-bit ARM (glibc 2.17), and for x86-64 with musl. Neither is part of `make test`.
aarch64 musl:
	sh packaging/cross.sh $@
	sh tests/cross.sh $@

# The library built with and without its features: an hour on two cores.
sizes:
	sh packaging/sizes.sh

# einv.dll and einv.exe for 32-bit and 64-bit Windows 7 and later, tested under wine: the first run takes twenty minutes.
windows:
	sh tests/windows/run.sh

written:
	EINV_WRITE_DOCS=1 cargo test --features steps --quiet --lib page
	$(MAKE) header

header:
	EINV_WRITE_HEADER=1 cargo test --quiet --test it is_what_the_exports_make
	python3 bindings/declare.py
	python3 bindings/python/stubs.py
