// Not built here: that needs an Android SDK. README.md says what is checked all the same.

plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.21"
    `maven-publish`
}

group = "dev.idxflow"
version = "0.1.0"

/** What build-android.sh made: the libraries in `jniLibs`, the generated Kotlin in `kotlin`. */
val made = file(providers.gradleProperty("idxflow.android").orElse("../../../target/android"))

layout.buildDirectory = made.resolve("gradle")

android {
    namespace = "dev.idxflow.android"
    compileSdk = 36

    defaultConfig {
        // java.time is in the public API, and Android has it from 8.0 on: nobody needs desugaring for it
        minSdk = 26
        ndk.abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64")
        consumerProguardFiles("consumer-rules.pro")
    }

    sourceSets.named("main") {
        jniLibs.srcDir(made.resolve("jniLibs"))
        // One package in one AAR. idx-flow/src/jvm stays out: Android has no java.net.http.
        kotlin.srcDir(made.resolve("kotlin"))
        kotlin.srcDir("../engine/src/main/kotlin")
        kotlin.srcDir("../idx-flow/src/main/kotlin")
        kotlin.srcDir("../okhttp/src/main/kotlin")
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }

    // uncompressed and aligned in the APK, where they are mapped from
    packaging.jniLibs.useLegacyPackaging = false

    publishing.singleVariant("release") { withSourcesJar() }
}

kotlin.compilerOptions.jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_11

dependencies {
    // the aar has JNA's own native part for Android; the jar has not
    implementation("net.java.dev.jna:jna:5.19.1@aar")
    api("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.11.0")
    // OkHttpTransport is the default here, and takes the app's own client
    api("com.squareup.okhttp3:okhttp:5.5.1")

    // the aar has nothing for the machine that unit tests run on
    testImplementation("net.java.dev.jna:jna:5.19.1")
}

tasks.named("preBuild") {
    doFirst {
        check(made.resolve("jniLibs").isDirectory) { "no libraries in $made: run build-android.sh first" }
    }
}

publishing.publications.register<MavenPublication>("release") {
    afterEvaluate { from(components["release"]) }
}
