//! Recognizes the end of an enrollment. The server does not announce it: it sends the next prompt.

use idx_flow::{Authenticator, Flow, Prompt, RemediationName as Name, StateName};

/// Returns the display name of the authenticator that `before` was about to enroll, if `flow` shows
/// that it has been enrolled.
///
/// `answered` is the remediation that the user answered since then, or `None` if the flow only
/// polled.
pub(crate) fn completed(before: &Prompt, answered: Option<&Name>, flow: &Flow) -> Option<String> {
    if !matches!(answered, None | Some(Name::EnrollAuthenticator)) {
        return None;
    }
    let enrolling = in_progress(before)?;
    let is_over = match flow.state() {
        StateName::Exchange | StateName::Done => true,
        StateName::Prompt => {
            let current = flow.prompt().and_then(|prompt| in_progress(prompt));
            current.is_none_or(|current| current.key != enrolling.key)
        }
        _ => false,
    };
    enrolling.display_name.clone().filter(|_| is_over)
}

/// Returns the authenticator that the prompt enrolls.
fn in_progress(prompt: &Prompt) -> Option<&Authenticator> {
    let name = &prompt.remediations.first()?.name;
    let is_enrollment = matches!(name, Name::EnrollPoll | Name::EnrollAuthenticator);
    let current = prompt.current_authenticator.as_deref();
    current.filter(|_| is_enrollment)
}
