//! `uniffi-bindgen`: generates Swift and Kotlin code from a built library.

fn main() {
    uniffi::uniffi_bindgen_main();
}
