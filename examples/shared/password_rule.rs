//! The rules of a password policy as text.

use idx_flow::PasswordRule as Rule;

/// Returns a rule as text, such as `At least 8 characters`.
pub(crate) fn password_rule(rule: Rule) -> String {
    let at_least = |count: u32, unit: &str| match count {
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
        // a rule of a later version
        _ => "Satisfies the password policy".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_in_the_singular_or_plural() {
        assert_eq!(password_rule(Rule::MinNumber(1)), "At least 1 number");
        assert_eq!(password_rule(Rule::MinLength(8)), "At least 8 characters");
    }
}
