#!/usr/bin/env bash
# How the native library is built and what must hold of it; for build-android.sh and check.sh.
# shellcheck disable=SC2034

MIN_SDK=26
ABIS=(arm64-v8a armeabi-v7a x86_64)
NAME=libidx_flow_ffi.so
PAGE=16384

# Arguments of cargo. Devices with pages of 16 KB load nothing that is aligned to less, and the linkers
# of older NDKs align to 4 KB.
LIBRARY=(
    rustc --locked --package idx-flow-ffi --profile ship --crate-type cdylib
    -- -C strip=symbols -C "link-arg=-Wl,-z,max-page-size=$PAGE"
)

# The target folder of the workspace around this folder.
target_folder() {
    cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/'
}

# What is wrong with this library; nothing where all is well.
library_faults() {
    local readelf=${READELF:-readelf} aligns align sections
    aligns=$("$readelf" -lW "$1" | awk '$1 == "LOAD" { print $NF }')
    [[ -n $aligns ]] || echo "$1: nothing of it is loaded"
    for align in $aligns; do
        ((align >= PAGE && align % PAGE == 0)) || echo "$1: a segment is aligned to $align, not to $PAGE bytes"
    done
    sections=$("$readelf" -SW "$1")
    [[ $sections != *.symtab* ]] || echo "$1: not stripped"
}
