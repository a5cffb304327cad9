#!/bin/bash
# Builds IdxFlowFFI.xcframework, which Package.swift uses on Apple platforms, and its zip with the checksum
# for a release. It requires macOS with Xcode and rustup. On other systems it exits with the code 69.
#
# This script has not been tested yet, because it does not run on Linux.
set -euo pipefail

if [ "$(uname -s)" != Darwin ]; then
    echo "build-xcframework.sh: an XCFramework can only be built on macOS with Xcode, not on $(uname -s)" >&2
    exit 69 # EX_UNAVAILABLE
fi

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/target/xcframework
lib=libidx_flow_ffi.a
# the release profile: small, and with unwinding, so that a panic becomes an error
profile=ship

# must match the platforms in Package.swift
export IPHONEOS_DEPLOYMENT_TARGET=16.0
export MACOSX_DEPLOYMENT_TARGET=13.0

targets=(aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin x86_64-apple-darwin)
rustup target add "${targets[@]}"
for target in "${targets[@]}"; do
    cargo rustc --manifest-path "$root/Cargo.toml" -p idx-flow-ffi --lib --profile "$profile" \
        --crate-type staticlib --target "$target"
done

rm -rf "$work" "$here/IdxFlowFFI.xcframework"
mkdir -p "$work/ios" "$work/simulator" "$work/macos" "$work/Headers/IdxFlowFFI"
built() { echo "$root/target/$1/$profile/$lib"; }
cp "$(built aarch64-apple-ios)" "$work/ios/$lib"
lipo -create "$(built aarch64-apple-ios-sim)" "$(built x86_64-apple-ios)" -output "$work/simulator/$lib"
lipo -create "$(built aarch64-apple-darwin)" "$(built x86_64-apple-darwin)" -output "$work/macos/$lib"

# The headers need a folder of their own: a module.modulemap at the top level clashes with that of other
# packages. A static library is a plain module, not a "framework module".
cp "$here/Sources/IdxFlowFFI/IdxFlowFFI.h" "$here/Sources/IdxFlowFFI/module.modulemap" "$work/Headers/IdxFlowFFI/"

arguments=()
for slice in ios simulator macos; do
    arguments+=(-library "$work/$slice/$lib" -headers "$work/Headers")
done
xcodebuild -create-xcframework "${arguments[@]}" -output "$here/IdxFlowFFI.xcframework"

# for a release: upload the zip, and set its url and checksum in Package.swift
(cd "$here" && zip -qry "$work/IdxFlowFFI.xcframework.zip" IdxFlowFFI.xcframework)
echo "zip:      $work/IdxFlowFFI.xcframework.zip"
echo "checksum: $(swift package --package-path "$here" compute-checksum "$work/IdxFlowFFI.xcframework.zip")"
