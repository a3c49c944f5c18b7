#!/bin/sh
# Every kind and field of a fact is documented, and the published schemas say the same words as the code.
cd "$1" || exit 2
status=0
names=$(sed -n 's/^KIND([A-Z_]*, \([a-z_]*\).*/\1/p; s/^     \(FIELD\|NAMED\)(\([a-z_]*\),.*/\2/p' core/facts.def | sort -u)
[ -n "$names" ] || { echo "found no names in core/facts.def"; exit 1; }
for name in $names; do
    grep -q "\`$name\`" dissectors/README.md || { echo "dissectors/README.md does not tell what \`$name\` is"; status=1; }
done
tools/schemas . || status=1
exit $status
