#!/usr/bin/env bash
# How the native library is built, and how the result is checked. Used by build-android.sh and check.sh.
# shellcheck disable=SC2034

MIN_SDK=26
ABIS=(arm64-v8a armeabi-v7a x86_64)
NAME=libidx_flow_ffi.so
PAGE=16384

# Arguments for cargo. Devices with 16 KB pages do not load libraries with a smaller alignment, and the
# linkers of older NDKs align to 4 KB by default.
LIBRARY=(
    rustc --locked --package idx-flow-ffi --profile ship --crate-type cdylib
    -- -C strip=symbols -C "link-arg=-Wl,-z,max-page-size=$PAGE"
)

# Prints the target folder of the workspace.
target_folder() {
    cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/'
}

# Prints the problems of a library; nothing if it is correct.
library_problems() {
    local readelf=${READELF:-readelf} aligns align sections
    aligns=$("$readelf" -lW "$1" | awk '$1 == "LOAD" { print $NF }')
    [[ -n $aligns ]] || echo "$1: it has no LOAD segment"
    for align in $aligns; do
        ((align >= PAGE && align % PAGE == 0)) || echo "$1: a segment is aligned to $align bytes, expected $PAGE"
    done
    sections=$("$readelf" -SW "$1")
    [[ $sections != *.symtab* ]] || echo "$1: it is not stripped"
}
