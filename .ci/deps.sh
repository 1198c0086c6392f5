#!/bin/sh
# Installs the Debian packages that are missing, without a prompt, as root or through sudo.
#
#   deps.sh build    what `make demo` needs: compiler and three libraries; what else is built in where found
#   deps.sh check    also what `make check` needs
#
# A package is missing when what it brings cannot be found, so that on other systems, where packages
# have other names, a machine that has everything is left alone; else the names are printed and the
# exit status is 1. What is marked optional is asked for, but the build does without it, or its tests
# skip.
set -eu

CC=${CC:-cc}
missing='' optional=''

has_command() { command -v "$1" >/dev/null 2>&1; }
has_header() {
    for compiler in "$CC" gcc clang; do
        if has_command "$compiler"; then
            printf '%s\n#include <%s>\n' "${2:-}" "$1" | "$compiler" -E -x c - >/dev/null 2>&1
            return
        fi
    done
    [ -e "/usr/include/$1" ]
}
clang_links() {
    has_command clang &&
        printf '%s\n' "$2" | clang "$1" -x c - -o /dev/null >/dev/null 2>&1
}
need() { missing="$missing $1"; }
want() { optional="$optional $1"; }

look() {
    missing='' optional=''
    has_command gcc || has_command clang || need gcc
    has_header stdio.h || need libc6-dev
    has_command make || need make
    has_header libstemmer.h || need libstemmer-dev
    has_header utf8proc.h || need libutf8proc-dev
    has_header zlib.h || need zlib1g-dev
    has_header isa-l.h || want libisal-dev
    has_header sqlite3.h || want libsqlite3-dev
    has_header archive.h || want libarchive-dev
    has_header lzma.h || want liblzma-dev
    has_header zstd.h || want libzstd-dev
    has_header bzlib.h || want libbz2-dev
    has_header lz4frame.h || want liblz4-dev
    has_header expat.h || want libexpat1-dev
    has_header brotli/decode.h || want libbrotli-dev
    has_header openssl/evp.h || want libssl-dev
    has_command pdftotext || want poppler-utils
    [ "$1" = check ] || return 0
    has_command gcc || need gcc
    has_command pkg-config || need pkg-config
    has_command python3 || need python3
    has_header cmocka.h '#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>' || need libcmocka-dev
    has_command valgrind || want valgrind
    has_command rg || want ripgrep
    has_header gumbo.h || want libgumbo-dev
    has_header hs/hs.h || want libhyperscan-dev
    has_command fasttext || want fasttext
    has_command clang || want clang
    clang_links -fopenmp 'int main(void){return 0;}' || want libomp-dev
    if has_command clang && ! clang_links -fsanitize=fuzzer \
        'int LLVMFuzzerTestOneInput(const unsigned char*a,unsigned long b){return !a&&b;}'; then
        want "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
    fi
    [ -d /usr/share/snowball/data ] || want snowball-data
}

install_packages() {
    # A list of packages that was never fetched names none: fetch it once and try again.
    for try in 1 2; do
        if DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends \
            "$@" </dev/null; then
            return 0
        fi
        if [ "$try" = 1 ]; then
            echo "deps: apt-get update"
            $as_root apt-get update </dev/null || return 1
        fi
    done
    return 1
}

look "$1"
if [ -z "$missing$optional" ]; then
    [ "$1" = build ] || echo 'deps: all that build and tests need is here'
    exit 0
fi
if has_command apt-get; then
    as_root=
    if [ "$(id -u)" != 0 ]; then
        as_root=none
        if has_command sudo && sudo -n true 2>/dev/null; then
            as_root='sudo -n env DEBIAN_FRONTEND=noninteractive'
        fi
    fi
    if [ "$as_root" != none ]; then
        if [ -n "$missing" ]; then
            echo "deps: installing$missing"
            # shellcheck disable=SC2086
            install_packages $missing || true
        fi
        # One at a time: a system may lack one of them.
        for package in $optional; do
            echo "deps: installing $package (optional)"
            install_packages "$package" || echo "deps: $package could not be installed"
        done
        look "$1"
        # The runtime of clang's fuzzer has clang's version in its name: known only now.
        for package in $optional; do
            case $package in
                libclang-rt-*) install_packages "$package" || true ;;
            esac
        done
        look "$1"
    fi
fi
if [ -n "$optional" ]; then
    echo "deps: without these some things are left out, or their tests skipped:$optional"
fi
if [ -n "$missing" ]; then
    echo "deps: missing, and not installed here:$missing"
    echo "deps: these are Debian's names; install them as root (apt-get install$missing)," \
        "or what your system calls them, then run make again"
    exit 1
fi
