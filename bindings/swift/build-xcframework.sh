#!/bin/bash
# Builds IdxFlowFFI.xcframework, which Package.swift takes on Apple systems, and its zip with the checksum for
# a release. It needs macOS with Xcode and rustup: on anything else it says so, and ends with 69.
#
# Nothing here can be tried on Linux: until it has run on a Mac, take it as written, not as proven.
set -euo pipefail

if [ "$(uname -s)" != Darwin ]; then
    echo "build-xcframework.sh: an XCFramework can only be built on macOS, with Xcode; this is $(uname -s)" >&2
    exit 69 # EX_UNAVAILABLE
fi

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/target/xcframework
lib=libidx_flow_ffi.a
# the profile that ships: small, and unwinding, so that a panic becomes an error
profile=ship

# the same as the platforms in Package.swift
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

# in a folder of their own: a module.modulemap at the top collides with every other package's. It is a plain
# module, not a "framework module": there is no framework bundle around a static library.
cp "$here/Sources/IdxFlowFFI/IdxFlowFFI.h" "$here/Sources/IdxFlowFFI/module.modulemap" "$work/Headers/IdxFlowFFI/"

arguments=()
for slice in ios simulator macos; do
    arguments+=(-library "$work/$slice/$lib" -headers "$work/Headers")
done
xcodebuild -create-xcframework "${arguments[@]}" -output "$here/IdxFlowFFI.xcframework"

# for a release: the zip goes where the package's url says, the checksum beside it into Package.swift
(cd "$here" && zip -qry "$work/IdxFlowFFI.xcframework.zip" IdxFlowFFI.xcframework)
echo "zip:      $work/IdxFlowFFI.xcframework.zip"
echo "checksum: $(swift package --package-path "$here" compute-checksum "$work/IdxFlowFFI.xcframework.zip")"
