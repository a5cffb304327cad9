#!/bin/bash
# Looks at what is written by hand here and in the sample, of which a part is compiled on Apple systems alone.
set -euo pipefail

cd "$(dirname "$0")"
path=$PATH:/usr/libexec/swift/bin # where Debian puts it
format=$(PATH=$path command -v swift-format) || format="swift format"

generated='Sources/IdxFlowEngine/(IdxFlowEngine|Names).swift'
list() {
    find . ../../examples/swift -name '*.swift' -not -path '*/.build/*' | grep -vE "$generated" | sort
}
files=()
while IFS= read -r file; do files+=("$file"); done < <(list)
# shellcheck disable=SC2086 # two words where it comes with swift
$format lint --strict --configuration .swift-format "${files[@]}"

for file in ../../examples/swift/SwiftUI/*.swift; do
    swiftc -frontend -parse -swift-version 6 "$file"
done
for script in ./*.sh; do
    bash -n "$script"
    if command -v shellcheck > /dev/null; then shellcheck "$script"; fi
done
echo "swift: ${#files[@]} files as they should be"
