#!/usr/bin/env bash
# Builds the inputs of the Gradle module: the native libraries in target/android/jniLibs, one folder per ABI,
# and the generated Kotlin code in target/android/kotlin.
#
# Requires the Android NDK (ANDROID_NDK_HOME), cargo-ndk and Rust's Android targets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
. bindings/kotlin/android/native.sh

fail() {
    printf 'build-android.sh: %s\n' "$1" >&2
    exit 1
}

command -v cargo-ndk >/dev/null || fail 'cargo-ndk is not installed: cargo install cargo-ndk --locked'
[[ -d ${ANDROID_NDK_HOME:-} ]] || fail 'ANDROID_NDK_HOME is not the folder of an NDK'
tools=("$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin/llvm-readelf)
READELF=${tools[0]}
[[ -x $READELF ]] || fail "llvm-readelf was not found in $ANDROID_NDK_HOME"
if command -v rustup >/dev/null; then
    rustup target add aarch64-linux-android armv7-linux-androideabi x86_64-linux-android
fi

output=$(target_folder)/android
rm -rf "$output/jniLibs" "$output/kotlin"

# The generated code works only with a library that was built from the same sources.
cargo xtask bindings
mkdir -p "$output/kotlin"
cp -R "$(target_folder)/bindings/kotlin/sources/." "$output/kotlin"

targets=()
for abi in "${ABIS[@]}"; do targets+=(--target "$abi"); done
cargo ndk "${targets[@]}" --platform "$MIN_SDK" --output-dir "$output/jniLibs" "${LIBRARY[@]}"

for abi in "${ABIS[@]}"; do
    library=$output/jniLibs/$abi/$NAME
    [[ -f $library ]] || fail "$library was not built"
    problems=$(library_problems "$library")
    [[ -z $problems ]] || fail "$problems"
    printf '%s: %s bytes\n' "$library" "$(wc -c <"$library")"
done
