#!/bin/bash
# Builds the DocC site of IdxFlow. A warning is an error.
# Usage: build-docs.sh FOLDER [SCRATCH]
set -euo pipefail

folder=$(mkdir -p "$1" && cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
scratch=${2:-$here/.build}
docc=$(command -v docc || xcrun --find docc 2>/dev/null || echo /usr/libexec/swift/bin/docc)

swift package --package-path "$here" --scratch-path "$scratch" dump-symbol-graph \
    --minimum-access-level public --skip-synthesized-members > "$folder/symbols.log" 2>&1 \
    || { cat "$folder/symbols.log" >&2; exit 1; }
graphs=$(find "$scratch" -type d -name symbolgraph | head -1)
mkdir -p "$folder/symbols"
cp "$graphs"/IdxFlow.symbols.json "$graphs"/IdxFlow@*.symbols.json "$folder/symbols"

"$docc" convert "$here/Sources/IdxFlow/IdxFlow.docc" --additional-symbol-graph-dir "$folder/symbols" \
    --fallback-display-name IdxFlow --fallback-bundle-identifier dev.idxflow.IdxFlow \
    --warnings-as-errors --output-dir "$folder/IdxFlow.doccarchive"
echo "documentation: $folder/IdxFlow.doccarchive"
