//! The layout of all pages.

use std::time::Duration;

use maud::{DOCTYPE, Markup, html};

use super::paths;
use crate::app::App;

/// How a page polls for changes.
pub(crate) struct Polling<'p> {
    pub(crate) csrf: &'p str,
    /// The version of the prompt on the page. Any text that is not a number leaves the page as soon
    /// as there is a prompt.
    pub(crate) version: String,
    /// The delay of the first poll.
    pub(crate) wait: Duration,
    /// Whether the page is expected to change soon: not if it only expires at the end of the wait.
    pub(crate) is_waiting: bool,
    /// Whether a browser without scripts may reload the page. Not if the user can enter something on it.
    pub(crate) may_reload: bool,
}

/// A page without its content.
pub(crate) struct Layout<'p> {
    pub(crate) title: &'p str,
    pub(crate) app: Option<&'p App>,
    /// The name of the app that the user signs in to.
    pub(crate) app_label: Option<&'p str>,
    pub(crate) has_errors: bool,
    pub(crate) polling: Option<Polling<'p>>,
}

impl Layout<'_> {
    /// Draws the page with its content.
    pub(crate) fn draw(&self, content: &Markup) -> Markup {
        let polling = self.polling.as_ref();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { @if self.has_errors { "Error: " } (self.title) }
                    link rel="icon" href="/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/style.css";
                    @if let Some(polling) = polling {
                        script src="/poll.js" defer {}
                        @if polling.may_reload {
                            noscript { meta http-equiv="refresh" content=(seconds(polling.wait)); }
                        }
                    }
                }
                body {
                    header {
                        img src="/icon.svg" alt="" width="28" height="28";
                        span { (self.app_label.unwrap_or("idx-flow")) }
                    }
                    main data-poll=[polling.map(|_| paths::POLL)]
                        data-csrf=[polling.map(|polling| polling.csrf)]
                        data-version=[polling.map(|polling| &polling.version)]
                        data-refresh=[polling.map(|polling| polling.wait.as_millis())]
                    {
                        h1 { (self.title) }
                        (content)
                        @if polling.is_some_and(|polling| polling.is_waiting) {
                            noscript {
                                p.continue { a.button href="" { "Continue" } }
                            }
                        }
                    }
                    (self.demo())
                }
            }
        }
    }

    /// The credentials of the simulated org.
    fn demo(&self) -> Markup {
        html! {
            @if let Some(demo) = self.app.and_then(|app| app.demo.as_ref()) {
                footer {
                    p {
                        "This is a simulated org. Sign in as " strong { (demo.login) }
                        " with the password " strong { (demo.password) } ". "
                        a href=(demo.console_url) target="_blank" rel="noreferrer" {
                            "Open the phone and the inbox"
                        }
                        " in a new tab."
                    }
                }
            }
        }
    }
}

/// The delay of a reload in seconds, rounded up so that a poll is due.
fn seconds(wait: Duration) -> u64 {
    wait.as_millis().div_ceil(1000).try_into().unwrap_or(60)
}
