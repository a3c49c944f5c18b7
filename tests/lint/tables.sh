#!/bin/sh
# Every line of a table has its test; a dissector has its corpus, an item a capture that breaks it, and
# a capture its golden file and its row in pcaps/README.md; tests/README.md names every test of the whole program.
cd "$1" || exit 2
status=0
complain() {
    echo "$1"
    status=1
}
for name in $(sed -n 's/^DISSECTOR(\([a-z0-9_]*\)).*/\1/p' dissectors/dissectors.def); do
    [ -f "tests/unit/test_$name.c" ] || complain "tests/unit/test_$name.c is missing (dissectors.def)"
    [ -n "$(ls "tests/fuzz/corpus/$name" 2>/dev/null)" ] || complain "tests/fuzz/corpus/$name is empty (dissectors.def)"
done
for name in $(sed -n 's/^ITEM(\([a-z0-9_]*\)).*/\1/p' rules/rules.def); do
    [ -f "tests/unit/test_$name.c" ] || complain "tests/unit/test_$name.c is missing (rules.def)"
    number=$(sed -n 's/.*\.number = "\([0-9.]*\)".*/\1/p' "rules/$name.c")
    grep -qF "\"guide_item\":[\"$number\"]" pcaps/*.jsonl || complain "no capture in pcaps/ breaks item $number (rules/$name.c)"
done
for capture in pcaps/*.pcap pcaps/*.pcapng; do
    [ -e "$capture" ] || continue
    grep -q "$(basename "$capture")" pcaps/README.md || complain "pcaps/README.md does not say where $capture came from"
    [ -e "${capture%.*}.alerts.jsonl" ] || complain "$capture has no golden file"
done
for test in tests/whole/*.py tests/whole/*.sh; do
    name=$(basename "${test%.*}")
    case $name in live_*) name='live_*' ;; esac
    grep -qF "\`$name\`" tests/README.md || complain "tests/README.md does not name $test"
done
exit $status
