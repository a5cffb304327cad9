#!/usr/bin/env bash
# Makes what the Gradle module is made of and that is not in the tree: the native libraries in
# target/android/jniLibs, one folder per ABI, and the generated Kotlin in target/android/kotlin.
#
# Needs the Android NDK (ANDROID_NDK_HOME), cargo-ndk and Rust's Android targets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
. bindings/kotlin/android/native.sh

missing() {
    printf 'build-android.sh: %s\n' "$1" >&2
    exit 1
}

command -v cargo-ndk >/dev/null || missing 'no cargo-ndk: cargo install cargo-ndk --locked'
[[ -d ${ANDROID_NDK_HOME:-} ]] || missing 'ANDROID_NDK_HOME does not say where the NDK is'
tools=("$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin/llvm-readelf)
READELF=${tools[0]}
[[ -x $READELF ]] || missing "no llvm-readelf in $ANDROID_NDK_HOME"
if command -v rustup >/dev/null; then
    rustup target add aarch64-linux-android armv7-linux-androideabi x86_64-linux-android
fi

made=$(target_folder)/android
rm -rf "$made/jniLibs" "$made/kotlin"

# Generated code and library are one contract: both are made now, from the same sources.
cargo xtask bindings
mkdir -p "$made/kotlin"
cp -R "$(target_folder)/bindings/kotlin/sources/." "$made/kotlin"

targets=()
for abi in "${ABIS[@]}"; do targets+=(--target "$abi"); done
cargo ndk "${targets[@]}" --platform "$MIN_SDK" --output-dir "$made/jniLibs" "${LIBRARY[@]}"

for abi in "${ABIS[@]}"; do
    library=$made/jniLibs/$abi/$NAME
    [[ -f $library ]] || missing "$library was not built"
    faults=$(library_faults "$library")
    [[ -z $faults ]] || missing "$faults"
    printf '%s: %s bytes\n' "$library" "$(wc -c <"$library")"
done
