#!/bin/sh
# Every kind and field of a fact is documented, and every counter is in its table once.
cd "$1" || exit 2
status=0
names=$(sed -n 's/^    \[OBS_[A-Z_]*\] = { "\([a-z_]*\)".*/\1/p; s/^    { "\([a-z_]*\)", FACT_.*/\1/p' core/facts.c | sort -u)
[ -n "$names" ] || { echo "found no names in core/facts.c"; exit 1; }
for name in $names; do
    grep -q "\`$name\`" dissectors/README.md || { echo "dissectors/README.md does not tell what \`$name\` is"; status=1; }
done
exit $status
