#!/usr/bin/env bash
# Checks the Android module without an Android SDK. Requires the jars of `mvn verify` in the folder above.
# README.md describes each check.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
. bindings/kotlin/android/native.sh

ANDROID=bindings/kotlin/android
TARGET=$(target_folder)
KOTLIN=$TARGET/bindings/kotlin
BUILT=$KOTLIN/maven/idx-flow-android-check
HOST=$TARGET/android/host
passed=0 failed=0 skipped=0

# Runs a check. Its standard output is a list of problems.
check() {
    local name=$1 problems status=0
    shift
    problems=$("$@") || status=$?
    [[ $status == 0 || -n $problems ]] || problems="the check failed with status $status"
    if [[ -z $problems ]]; then
        passed=$((passed + 1))
        printf 'ok       %s\n' "$name"
    else
        failed=$((failed + 1))
        printf 'FAILED   %s\n%s\n' "$name" "$problems"
    fi
}

skip() {
    skipped=$((skipped + 1))
    printf 'SKIPPED  %s\n' "$1"
}

scripts_parse() {
    local script
    for script in "$ANDROID"/*.sh; do bash -n "$script" 2>&1 || echo "$script does not parse"; done
}

passes_shellcheck() { shellcheck --external-sources "$ANDROID"/*.sh; }

# Builds the library for this machine with the arguments for Android.
is_aligned() {
    local arguments=("${LIBRARY[@]}") library=$HOST/ship/$NAME
    cargo "${arguments[0]}" --target-dir "$HOST" "${arguments[@]:1}" >&2 || return
    library_problems "$library"
}

# Compiles the module's sources and the sample, and compares the former with the API of Android 8.0.
compiles() {
    local log
    log=$(mvn --quiet --file "$ANDROID/check/pom.xml" -DskipTests "-Didxflow.bindings=$KOTLIN" package 2>&1) ||
        printf '%s\n' "${log:-mvn failed}"
}

# Every class that a rule names with its package exists in our jars or in JNA's.
classes_exist() {
    local jars jar classes names name pattern rule
    jars=("$KOTLIN"/maven/idx-flow-engine/*.jar "$KOTLIN"/maven/idx-flow/*.jar
        "$KOTLIN"/maven/idx-flow-okhttp/*.jar "$BUILT"/app/jna-*.jar)
    for jar in "${jars[@]}"; do [[ -f $jar ]] || echo "$jar does not exist: run mvn verify in bindings/kotlin first"; done
    classes=$(for jar in "${jars[@]}"; do jar tf "$jar"; done | sed -n 's/\.class$//p' | tr / .)
    names=$(sed -n 's/^-keep[a-z,]* *\(class\|interface\|enum\) \([^{]*\).*/\2/p' "$ANDROID/consumer-rules.pro" |
        tr -s ' ' '\n' | grep -F .) || echo 'consumer-rules.pro names no class with its package'
    for name in $names; do
        pattern=$(sed 's/[.$]/\\&/g; s/\*\*/@/g; s/\*/[^.]*/g; s/@/.*/g' <<<"$name")
        grep -qx "$pattern" <<<"$classes" || echo "consumer-rules.pro keeps $name, which is in no jar"
    done
    for rule in '-dontwarn java.awt.**' '-dontwarn java.net.http.**'; do
        grep -qxF -- "$rule" "$ANDROID/consumer-rules.pro" || echo "consumer-rules.pro has no rule $rule"
    done
}

# Shrinks and obfuscates a minimal app with these rules, and runs it with the native library up to a QR code.
runs_after_shrinking() {
    local folder=$BUILT/shrunk app=$BUILT/app shrink output jar file java_home
    local expected='QR code to scan with Okta Verify, polled in 4s'
    rm -rf "$folder" && mkdir -p "$folder/rules"
    java_home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')
    [[ -d $java_home/jmods ]] || { echo "$java_home has no jmods folder: install a JDK that has one" && return; }
    shrink=(-injars "$BUILT/classes" -injars "$BUILT/test-classes(dev/idxflow/check/**)")
    for jar in "$app"/*.jar; do
        shrink+=(-injars "$jar(!META-INF/**,!module-info.class)")
        # The rules inside the libraries, which an app's build would also apply.
        mkdir -p "$folder/rules/${jar##*/}"
        (cd "$folder/rules/${jar##*/}" && jar xf "$jar" META-INF/proguard META-INF/com.android.tools/proguard)
    done
    while IFS= read -r file; do shrink+=(-include "$file"); done < <(find "$folder/rules" -name '*.pro')
    for jar in java.base java.logging; do
        shrink+=(-libraryjars "$java_home/jmods/$jar.jmod(!**.jar;!module-info.class)")
    done
    java -cp "$BUILT/all/*" proguard.ProGuard "@$ANDROID/consumer-rules.pro" "@$ANDROID/check/release.pro" \
        "${shrink[@]}" -outjars "$folder/app.jar" >"$folder/log" 2>&1 ||
        { tail -n 20 "$folder/log" && return; }
    output=$(java "-Djna.library.path=$HOST/ship" -cp "$folder/app.jar" dev.idxflow.check.ReleaseKt \
        tests/fixtures/okta-verify/enroll-qr.json 2>&1) || true
    [[ $output == "$expected" ]] || printf 'expected: %s\nactual: %s\n' "$expected" "$output"
}

# Values that are repeated in several files are the same in all of them.
is_consistent() {
    local gradle=$ANDROID/build.gradle.kts pom=bindings/kotlin/pom.xml abi version
    pom_property() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$pom" | head -n 1; }
    contains() { grep -qF -- "$2" "$1" || echo "$1 does not contain: $2"; }
    version=$(sed -n '/<modules>/q; s:.*<version>\(.*\)</version>.*:\1:p' "$pom")
    contains "$gradle" "version = \"$version\""
    contains "$gradle" "\"org.jetbrains.kotlin.android\") version \"$(pom_property kotlin.version)\""
    contains "$gradle" "kotlinx-coroutines-core:$(pom_property coroutines.version)\""
    contains "$gradle" "okhttp3:okhttp:$(pom_property okhttp.version)\""
    contains "$gradle" "jna:jna:$(pom_property jna.version)@aar\""
    contains "$gradle" "jna:jna:$(pom_property jna.version)\""
    contains "$gradle" "minSdk = $MIN_SDK"
    contains "$ANDROID/check/pom.xml" "<signature>gummy-bears-api-$MIN_SDK</signature>"
    abi=$(printf '"%s", ' "${ABIS[@]}")
    contains "$gradle" "abiFilters += listOf(${abi%, })"
}

check 'the scripts parse' scripts_parse
if command -v shellcheck >/dev/null; then
    check 'shellcheck reports no problems' passes_shellcheck
else
    skip 'shellcheck is not installed'
fi
check 'versions, ABIs and the API level are the same in all files' is_consistent
if [[ $(uname) == Linux ]]; then
    check 'a library built with the arguments for Android is stripped and aligned to 16 KB pages' is_aligned
else
    skip 'the alignment of the library: this machine does not build ELF files'
fi
check 'the module compiles against the API of Android 8.0, and the sample compiles with Compose' compiles
check 'the classes in the R8 rules exist' classes_exist
if [[ $(uname) == Linux ]]; then
    check 'an app that is shrunk with these rules shows the QR code' runs_after_shrinking
else
    skip 'the shrunk app: it requires the library'
fi

cat <<'END'
NOT CHECKED, because it requires an Android SDK and NDK: the Gradle files, a complete run of build-android.sh,
the libraries for Android, R8 (ProGuard is used instead), and JNA's AAR. Nothing has run on an Android device.
END
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
((failed == 0))
