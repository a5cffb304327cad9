#!/bin/bash
# Runs swift-format on the hand-written Swift code of the package and the sample, and checks the scripts.
set -euo pipefail

cd "$(dirname "$0")"
path=$PATH:/usr/libexec/swift/bin # Debian installs it there
format=$(PATH=$path command -v swift-format) || format="swift format"

generated='Sources/IdxFlowEngine/(IdxFlowEngine|Names).swift'
list() {
    find . ../../examples/swift -name '*.swift' -not -path '*/.build/*' | grep -vE "$generated" | sort
}
files=()
while IFS= read -r file; do files+=("$file"); done < <(list)
# shellcheck disable=SC2086 # "swift format" is two words
$format lint --strict --configuration .swift-format "${files[@]}"

for script in ./*.sh; do
    bash -n "$script"
    if command -v shellcheck > /dev/null; then shellcheck "$script"; fi
done
echo "swift: ${#files[@]} files checked"
