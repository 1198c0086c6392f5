#!/bin/sh
# The include law: which room may know which, and which outside library lives where.
#
#   gravamen.h <- base <- text, model <- compile | ingest | scan <- output <- pipeline, eval
#   cli includes gravamen.h and its own headers only, so that the command proves the library.
#
# Reads src/ only; prints one "ok" or "not ok" line a law.
set -u
cd "$(dirname "$0")/.." || exit 1
bad=0

# law NAME: offences on standard input, one a line.
law() {
    offences=$(cat)
    if [ -n "$offences" ]; then
        printf '%s\n' "$offences"
        echo "not ok $1"
        bad=1
    else
        echo "ok $1"
    fi
}

# Code without comments and strings, as "file:line:text", so that a word in a comment is no offence.
code() {
    awk '
        FNR == 1 { inside = 0 }
        {
            line = $0; out = ""
            while (line != "") {
                if (inside) {
                    at = index(line, "*/")
                    if (at == 0) { line = ""; break }
                    line = substr(line, at + 2); inside = 0
                } else if (match(line, /\/\*|\/\/|"(\\.|[^"\\])*"|\047(\\.|[^\047\\])*\047/)) {
                    piece = substr(line, RSTART, RLENGTH)
                    out = out substr(line, 1, RSTART - 1)
                    line = substr(line, RSTART + RLENGTH)
                    if (piece == "/*") { inside = 1 }
                    else if (piece == "//") { line = "" }
                    else if (substr(piece, 1, 1) == "\"") { out = out "\"\"" }
                    else { out = out "0" }
                } else { out = out line; line = "" }
            }
            if (out ~ /[^ \t]/) { print FILENAME ":" FNR ":" out }
        }' "$@"
}

all=$(find src -name '*.[ch]' | sort)
room() { # rooms that $1 may include
    case $1 in
        base) echo base ;;
        text) echo base text ;;
        model) echo base text model ;;
        compile | ingest | scan) echo base text model "$1" ;;
        output) echo base text model ingest scan output ;;
        pipeline | eval) echo base text model ingest scan output "$1" ;;
        nightly) echo base text model ingest output nightly ;;
        custody) echo base text model ingest output custody ;;
        cli) echo cli ;;
    esac
}
for folder in src/*/; do
    here=$(basename "$folder")
    # The two files that compile the built-in model when the library is linked may know no more
    # than a user of the library.
    allowed=$(room "$here")
    find "$folder" -name '*.[ch]' | sort | xargs -r grep -n '^ *# *include "' /dev/null |
        awk -v allowed=" $allowed " '{
            split($0, part, "\""); path = part[2]
            if (path == "gravamen.h") next
            slash = index(path, "/")
            if (!slash || !index(allowed, " " substr(path, 1, slash - 1) " ")) print
        }' | law "src/$here includes only: gravamen.h $allowed"
done

find src -name '*.[ch]' | sed 's|.*/||' | sort | uniq -d | law "base names are unique"

# only PATTERN WHERE NAME: offences outside the files that WHERE matches
includes() {
    # shellcheck disable=SC2086
    grep -nE "^ *# *include *<($1)" /dev/null $all | grep -vE "^($2)" | law "$3"
}
includes 'zlib\.h|isa-l|igzip_lib\.h|libdeflate\.h' 'src/ingest/unpack(_isal)?\.c:' 'zlib and libisal only in ingest/unpack.c and unpack_isal.c'
includes 'openssl/' 'src/output/signature\.c:' 'libcrypto only in output/signature.c'
includes 'brotli/.*\.h' 'src/ingest/brotli\.c:' 'libbrotlidec only in ingest/brotli.c'
includes 'expat\.h' 'src/ingest/xml\.c:' 'expat only in ingest/xml.c'
includes 'archive\.h|archive_entry\.h' 'src/ingest/libarchive\.c:' 'libarchive only in ingest/libarchive.c'
includes 'lzma\.h' 'src/ingest/filter_xz\.c:' 'liblzma only in ingest/filter_xz.c'
includes 'zstd(_errors)?\.h' 'src/ingest/filter_zstd\.c:' 'libzstd only in ingest/filter_zstd.c'
includes 'bzlib\.h' 'src/ingest/filter_bzip2\.c:' 'libbz2 only in ingest/filter_bzip2.c'
includes 'lz4(frame)?\.h' 'src/ingest/filter_lz4\.c:' 'liblz4 only in ingest/filter_lz4.c'
includes 'sqlite3\.h' 'src/nightly/night_state\.c:' 'SQLite only in nightly/night_state.c'
includes 'libstemmer\.h' 'src/text/stem\.c:' 'libstemmer only in text/stem.c'
includes 'utf8proc\.h' 'src/text/' 'utf8proc only in text/'
includes 'iconv\.h' 'src/ingest/html_charset\.c:' 'iconv only in ingest/html_charset.c'
includes 'omp\.h' 'src/pipeline/' 'omp.h only in pipeline/'

# shellcheck disable=SC2086
code $all >"${TMPDIR:-/tmp}/gravamen-layers.$$"
found="${TMPDIR:-/tmp}/gravamen-layers.$$"
trap 'rm -f "$found"' EXIT
word() { # word REGEX WHERE NAME: the words may stand only where WHERE matches
    grep -E "(^|[^A-Za-z0-9_])($1)" "$found" | grep -vE "^($2)" | law "$3"
}
word '(malloc|calloc|realloc|free|aligned_alloc|posix_memalign|strdup|strndup|getline|getdelim) *\(' \
    'src/base/' 'memory is allocated in base/ only'
word '# *pragma +omp' 'src/pipeline/' 'OpenMP pragmas in pipeline/ only'
word '(printf|vprintf|puts|putchar|perror|exit|_exit|_Exit|abort|quick_exit|fprintf|vfprintf|fputs|fputc) *\(' \
    'src/cli/|src/model/embed_main\.c:|src/base/child_launch\.c:.*_exit' 'the library never prints, exits or aborts'
word '(strcpy|strcat|sprintf|vsprintf|gets|strtok|setlocale|srand|rand|alloca) *\(' 'nowhere' \
    'no unbounded copies, no locale, no hidden state'
word '(v?fork|_Fork|clone|posix_spawnp?|system|popen|f?exec[lv]p?e?(at)?) *\(' 'src/base/child(_launch)?\.c:' \
    'child processes in base/child.c only'
exit $bad
