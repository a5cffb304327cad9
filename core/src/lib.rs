//! A sans-IO engine for Okta Identity Engine flows.
