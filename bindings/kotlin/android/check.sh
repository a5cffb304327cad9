#!/usr/bin/env bash
# What can be checked of the Android module without an Android SDK. `mvn verify` of the folder above
# comes before. README.md says what each check is worth.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
. bindings/kotlin/android/native.sh

ANDROID=bindings/kotlin/android
TARGET=$(target_folder)
KOTLIN=$TARGET/bindings/kotlin
BUILT=$KOTLIN/maven/idx-flow-android-check
HOST=$TARGET/android/host
passed=0 failed=0 skipped=0

# Runs a check: what it prints on its standard output are its faults.
check() {
    local what=$1 faults status=0
    shift
    faults=$("$@") || status=$?
    [[ $status == 0 || -n $faults ]] || faults="it ended with status $status"
    if [[ -z $faults ]]; then
        passed=$((passed + 1))
        printf 'ok       %s\n' "$what"
    else
        failed=$((failed + 1))
        printf 'FAILED   %s\n%s\n' "$what" "$faults"
    fi
}

skip() {
    skipped=$((skipped + 1))
    printf 'SKIPPED  %s\n' "$1"
}

parses() {
    local script
    for script in "$ANDROID"/*.sh; do bash -n "$script" 2>&1 || echo "$script does not parse"; done
}

lints() { shellcheck --external-sources "$ANDROID"/*.sh; }

# The same arguments as for Android, but for the host.
aligned() {
    local arguments=("${LIBRARY[@]}") library=$HOST/ship/$NAME
    cargo "${arguments[0]}" --target-dir "$HOST" "${arguments[@]:1}" >&2 || return
    library_faults "$library"
}

# `package` compiles the module's sources and the sample, and holds the former against Android 8.0's API.
compiles() {
    local log
    log=$(mvn --quiet --file "$ANDROID/check/pom.xml" -DskipTests "-Didxflow.bindings=$KOTLIN" package 2>&1) ||
        printf '%s\n' "${log:-mvn failed}"
}

# A class that is named with its package exists, in our jars or in JNA's.
names_exist() {
    local jars jar classes names name pattern rule
    jars=("$KOTLIN"/maven/idx-flow-engine/*.jar "$KOTLIN"/maven/idx-flow/*.jar
        "$KOTLIN"/maven/idx-flow-okhttp/*.jar "$BUILT"/app/jna-*.jar)
    for jar in "${jars[@]}"; do [[ -f $jar ]] || echo "no $jar: mvn verify of bindings/kotlin comes first"; done
    classes=$(for jar in "${jars[@]}"; do jar tf "$jar"; done | sed -n 's/\.class$//p' | tr / .)
    names=$(sed -n 's/^-keep[a-z,]* *\(class\|interface\|enum\) \([^{]*\).*/\2/p' "$ANDROID/consumer-rules.pro" |
        tr -s ' ' '\n' | grep -F .) || echo 'consumer-rules.pro keeps no class by its package'
    for name in $names; do
        pattern=$(sed 's/[.$]/\\&/g; s/\*\*/@/g; s/\*/[^.]*/g; s/@/.*/g' <<<"$name")
        grep -qx "$pattern" <<<"$classes" || echo "consumer-rules.pro keeps $name, which no jar has"
    done
    for rule in '-dontwarn java.awt.**' '-dontwarn java.net.http.**'; do
        grep -qxF -- "$rule" "$ANDROID/consumer-rules.pro" || echo "consumer-rules.pro lacks $rule"
    done
}

# An app in small is shrunk and renamed by these rules, and gets as far as a QR code with the real library.
survives_shrinking() {
    local folder=$BUILT/shrunk app=$BUILT/app shrink said jar file java_home
    local wanted='QR code to scan with Okta Verify, polled in 4s'
    rm -rf "$folder" && mkdir -p "$folder/rules"
    java_home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')
    [[ -d $java_home/jmods ]] || { echo "$java_home has no jmods: install a JDK that has" && return; }
    shrink=(-injars "$BUILT/classes" -injars "$BUILT/test-classes(dev/idxflow/check/**)")
    for jar in "$app"/*.jar; do
        shrink+=(-injars "$jar(!META-INF/**,!module-info.class)")
        # what libraries say of themselves, as an app's build would find it
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
    said=$(java "-Djna.library.path=$HOST/ship" -cp "$folder/app.jar" dev.idxflow.check.ReleaseKt \
        tests/fixtures/okta-verify/enroll-qr.json 2>&1) || true
    [[ $said == "$wanted" ]] || printf 'instead of "%s" it says:\n%s\n' "$wanted" "$said"
}

# What stands in two places is the same in both.
agrees() {
    local gradle=$ANDROID/build.gradle.kts pom=bindings/kotlin/pom.xml abi version
    of_pom() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$pom" | head -n 1; }
    says() { grep -qF -- "$2" "$1" || echo "$1 does not say: $2"; }
    version=$(sed -n '/<modules>/q; s:.*<version>\(.*\)</version>.*:\1:p' "$pom")
    says "$gradle" "version = \"$version\""
    says "$gradle" "\"org.jetbrains.kotlin.android\") version \"$(of_pom kotlin.version)\""
    says "$gradle" "kotlinx-coroutines-core:$(of_pom coroutines.version)\""
    says "$gradle" "okhttp3:okhttp:$(of_pom okhttp.version)\""
    says "$gradle" "jna:jna:$(of_pom jna.version)@aar\""
    says "$gradle" "jna:jna:$(of_pom jna.version)\""
    says "$gradle" "minSdk = $MIN_SDK"
    says "$ANDROID/check/pom.xml" "<signature>gummy-bears-api-$MIN_SDK</signature>"
    abi=$(printf '"%s", ' "${ABIS[@]}")
    says "$gradle" "abiFilters += listOf(${abi%, })"
}

check 'the scripts parse' parses
if command -v shellcheck >/dev/null; then
    check 'shellcheck finds nothing in the scripts' lints
else
    skip 'shellcheck: it is not installed'
fi
check 'what stands in two places is the same in both' agrees
if [[ $(uname) == Linux ]]; then
    check 'the library, built for this machine with the arguments for Android, is stripped and fit for pages of 16 KB' aligned
else
    skip 'the library: what this machine builds is no ELF file'
fi
check 'the module compiles and uses only what Android 8.0 has; the sample compiles with Compose' compiles
check 'the rules for shrinking name classes that exist' names_exist
if [[ $(uname) == Linux ]]; then
    check 'an app that was shrunk by these rules shows the QR code' survives_shrinking
else
    skip 'an app that was shrunk: it needs the library'
fi

cat <<'END'
NOT CHECKED, for want of an Android SDK and NDK: build.gradle.kts and settings.gradle.kts, that
build-android.sh runs to its end, the libraries for Android, R8 (ProGuard stands in for it), JNA's aar,
and the sample on a device. Nothing of this has run on one.
END
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
((failed == 0))
