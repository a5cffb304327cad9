// This file has never been run, because that requires an Android SDK. README.md lists what is checked instead.

plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.21"
    `maven-publish`
}

group = "dev.idxflow"
version = "0.1.0"

/** The output of build-android.sh: the libraries in `jniLibs` and the generated Kotlin code in `kotlin`. */
val generated = file(providers.gradleProperty("idxflow.android").orElse("../../../target/android"))

layout.buildDirectory = generated.resolve("gradle")

android {
    namespace = "dev.idxflow.android"
    compileSdk = 36

    defaultConfig {
        // The public API uses java.time, which Android has since version 8.0.
        minSdk = 26
        ndk.abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64")
        consumerProguardFiles("consumer-rules.pro")
    }

    sourceSets.named("main") {
        jniLibs.srcDir(generated.resolve("jniLibs"))
        // idx-flow/src/jvm is left out, because Android has no java.net.http.
        kotlin.srcDir(generated.resolve("kotlin"))
        kotlin.srcDir("../engine/src/main/kotlin")
        kotlin.srcDir("../idx-flow/src/main/kotlin")
        kotlin.srcDir("../okhttp/src/main/kotlin")
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }

    // Stores the libraries uncompressed and aligned in the APK, so that they are loaded from there.
    packaging.jniLibs.useLegacyPackaging = false

    publishing.singleVariant("release") { withSourcesJar() }
}

kotlin.compilerOptions.jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_11

dependencies {
    // The AAR contains JNA's native library for Android. The jar does not.
    implementation("net.java.dev.jna:jna:5.19.1@aar")
    api("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.11.0")
    // The default transport is OkHttpTransport, whose constructor takes an OkHttpClient.
    api("com.squareup.okhttp3:okhttp:5.5.1")

    // The AAR contains no native library for the machine that runs unit tests.
    testImplementation("net.java.dev.jna:jna:5.19.1")
}

tasks.named("preBuild") {
    doFirst {
        check(generated.resolve("jniLibs").isDirectory) { "$generated contains no libraries: run build-android.sh first" }
    }
}

publishing.publications.register<MavenPublication>("release") {
    afterEvaluate { from(components["release"]) }
}
