//! The requirements for a new password.

use idx_flow::{PasswordRule as Rule, Prompt};
use maud::{Markup, html};

pub(crate) fn rules(prompt: &Prompt) -> Markup {
    let current = prompt.current_authenticator.as_ref();
    let policy = current.and_then(|current| current.password_policy.as_ref());
    html! {
        @if let Some(policy) = policy && !policy.rules.is_empty() {
            section.rules {
                h2 { "Password requirements" }
                ul {
                    @for rule in &policy.rules { li { (rule_text(rule)) } }
                    @if let Some(count) = policy.history_count.filter(|count| *count > 0) {
                        li { "Not one of your last " (count) " passwords" }
                    }
                }
            }
        }
    }
}

fn rule_text(rule: &Rule) -> String {
    let at_least = |count: &u32, unit: &str| match count {
        1 => format!("At least 1 {unit}"),
        count => format!("At least {count} {unit}s"),
    };
    match rule {
        Rule::MinLength(count) => at_least(count, "character"),
        Rule::MinLowerCase(count) => at_least(count, "lowercase letter"),
        Rule::MinUpperCase(count) => at_least(count, "uppercase letter"),
        Rule::MinNumber(count) => at_least(count, "number"),
        Rule::MinSymbol(count) => at_least(count, "symbol"),
        Rule::ExcludeUsername => "No parts of your username".to_owned(),
        Rule::ExcludeFirstName => "Does not include your first name".to_owned(),
        Rule::ExcludeLastName => "Does not include your last name".to_owned(),
        Rule::MaxConsecutiveRepeatingCharacters(count) => {
            format!("At most {count} identical characters in a row")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_in_the_singular_or_plural() {
        assert_eq!(rule_text(&Rule::MinNumber(1)), "At least 1 number");
        assert_eq!(rule_text(&Rule::MinLength(8)), "At least 8 characters");
    }
}
