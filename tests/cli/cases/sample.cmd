# The sample archive with the English model: every format, its twins and its damaged twins. As where
# pdftotext is not installed, so that it is the same everywhere; tests/pdf_test.py reads the PDF.
GRAVAMEN_PDFTOTEXT=
export GRAVAMEN_PDFTOTEXT
$GRAVAMEN tag -q -j1 -f csv --no-text -s all sample | tr -d '\r' | cut -d, -f 1,3,5,6,11,12,14,16,18-21
$GRAVAMEN tag -q -f jsonl sample >/dev/null 2>&1
echo "exit $?"
$GRAVAMEN tag -q -f jsonl --damage report sample >/dev/null 2>&1
echo "exit $?"
