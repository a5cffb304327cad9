//! `uniffi-bindgen`: generates Kotlin and Swift from a built library.

fn main() {
    uniffi::uniffi_bindgen_main();
}
