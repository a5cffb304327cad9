//! A blocking runner over ureq.
