//! The frame of every page.

use std::time::Duration;

use maud::{DOCTYPE, Markup, html};

use crate::app::App;

/// What a page needs to be told of what happens elsewhere.
pub(crate) struct Polling<'p> {
    pub(crate) csrf: &'p str,
    /// The page's number, or a word that is none where the page is left as soon as there is another.
    pub(crate) page: String,
    /// When to ask first.
    pub(crate) wait: Duration,
    /// Whether the page may be fetched anew under the user's hands: nothing is typed on it.
    pub(crate) may_reload: bool,
}

/// A whole page.
pub(crate) struct Layout<'p> {
    pub(crate) title: &'p str,
    pub(crate) app: Option<&'p App>,
    /// What the app is called that is signed in to.
    pub(crate) label: Option<&'p str>,
    pub(crate) is_wrong: bool,
    pub(crate) polling: Option<Polling<'p>>,
}

impl Layout<'_> {
    pub(crate) fn around(&self, content: &Markup) -> Markup {
        let polling = self.polling.as_ref();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { @if self.is_wrong { "Error: " } (self.title) }
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
                    header { (brand()) span { (self.label.unwrap_or("idx-flow")) } }
                    main data-poll=[polling.map(|_| "/OktaVerify/EnrollPoll")]
                        data-csrf=[polling.map(|polling| polling.csrf)]
                        data-page=[polling.map(|polling| &polling.page)]
                        data-refresh=[polling.map(|polling| polling.wait.as_millis())]
                    {
                        h1 { (self.title) }
                        (content)
                        @if polling.is_some() {
                            noscript {
                                p.continue { a.button href="" { "Continue" } }
                            }
                        }
                    }
                    @if let Some(demo) = self.app.and_then(|app| app.demo.as_ref()) {
                        footer {
                            p {
                                "A simulated org, with " strong { (demo.login) } " and her password "
                                strong { (demo.password) } ". "
                                a href=(demo.console) target="_blank" rel="noreferrer" {
                                    "Her phone and her inbox"
                                }
                                " open in another tab."
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A page is fetched anew no sooner than a poll is due.
fn seconds(wait: Duration) -> u64 {
    wait.as_millis().div_ceil(1000).try_into().unwrap_or(60)
}

fn brand() -> Markup {
    html! { img src="/icon.svg" alt="" width="28" height="28"; }
}
