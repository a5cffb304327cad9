//! What a new password has to satisfy, to show while it is typed.

use crate::secret::Secret;
use crate::wire::json::Json;

/// A password policy (`settings` of the password authenticator, IDX wire).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// The rules that a device can check by itself, in the order in which to show them.
    pub rules: Vec<PasswordRule>,
    /// How many former passwords the server refuses; only it can check.
    pub history_count: Option<u32>,
    /// How old a password has to be before it can be changed, in minutes; only the server can check.
    pub min_age_minutes: Option<u32>,
    /// In how many days the password expires.
    pub days_to_expiry: Option<i64>,
}

/// One rule. Letters are those of Unicode; a symbol is what is neither letter, digit nor space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRule {
    /// At least so many characters.
    MinLength(u32),
    /// At least so many lower-case letters.
    MinLowerCase(u32),
    /// At least so many upper-case letters.
    MinUpperCase(u32),
    /// At least so many digits.
    MinNumber(u32),
    /// At least so many symbols.
    MinSymbol(u32),
    /// No part of the username (split at `,` `.` `-` `_` `#` `@` and spaces; parts of 4 characters and more).
    ExcludeUsername,
    /// Not the first name.
    ExcludeFirstName,
    /// Not the last name.
    ExcludeLastName,
    /// No character more than so many times in a row.
    MaxConsecutiveRepeatingCharacters(u32),
}

/// What the rules may have to know of the user.
#[derive(Debug, Clone, Copy, Default)]
pub struct UserAttributes<'a> {
    /// The login or email.
    pub username: Option<&'a str>,
    /// The first name.
    pub first_name: Option<&'a str>,
    /// The last name.
    pub last_name: Option<&'a str>,
}

impl PasswordPolicy {
    /// Each rule with whether the password satisfies it.
    pub fn check(&self, password: &Secret, owner: UserAttributes<'_>) -> Vec<(PasswordRule, bool)> {
        let held = |rule: &PasswordRule| (*rule, rule.holds(password.expose(), owner));
        self.rules.iter().map(held).collect()
    }

    pub(crate) fn read(settings: &Json<'_>) -> Option<Self> {
        let complexity = settings.object("complexity");
        let age = settings.object("age");
        let days_to_expiry = settings.integer("daysToExpiry");
        if complexity.is_none() && age.is_none() && days_to_expiry.is_none() {
            return None;
        }
        let count = |from: Option<&Json<'_>>, key: &str| {
            from?
                .integer(key)
                .and_then(|count| u32::try_from(count).ok())
        };
        Some(Self {
            rules: complexity.map(rules).unwrap_or_default(),
            history_count: count(age, "historyCount"),
            min_age_minutes: count(age, "minAgeMinutes"),
            days_to_expiry,
        })
    }
}

fn rules(complexity: &Json<'_>) -> Vec<PasswordRule> {
    use PasswordRule as Rule;
    let count = |key: &str, rule: fn(u32) -> Rule| {
        let count = complexity
            .integer(key)
            .and_then(|count| u32::try_from(count).ok());
        count.filter(|count| *count > 0).map(rule)
    };
    let attributes = complexity.texts("excludeAttributes");
    let excludes = |key: &str, attribute: &str, rule: Rule| {
        let excluded = complexity.flag(key) == Some(true)
            || attributes
                .iter()
                .any(|name| name.eq_ignore_ascii_case(attribute));
        excluded.then_some(rule)
    };
    [
        count("minLength", Rule::MinLength),
        count("minLowerCase", Rule::MinLowerCase),
        count("minUpperCase", Rule::MinUpperCase),
        count("minNumber", Rule::MinNumber),
        count("minSymbol", Rule::MinSymbol),
        excludes("excludeUsername", "login", Rule::ExcludeUsername),
        excludes("excludeFirstName", "firstName", Rule::ExcludeFirstName),
        excludes("excludeLastName", "lastName", Rule::ExcludeLastName),
        count(
            "maxConsecutiveRepeatingCharacters",
            Rule::MaxConsecutiveRepeatingCharacters,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl PasswordRule {
    fn holds(self, password: &str, owner: UserAttributes<'_>) -> bool {
        let at_least = |count: u32, kind: fn(&char) -> bool| {
            password.chars().filter(kind).count() >= count as usize
        };
        match self {
            Self::MinLength(count) => at_least(count, |_| true),
            Self::MinLowerCase(count) => at_least(count, |c| c.is_lowercase()),
            Self::MinUpperCase(count) => at_least(count, |c| c.is_uppercase()),
            Self::MinNumber(count) => at_least(count, |c| c.is_numeric()),
            Self::MinSymbol(count) => {
                at_least(count, |c| !c.is_alphanumeric() && !c.is_whitespace())
            }
            Self::ExcludeUsername => owner.username.is_none_or(|username| {
                let is_break = |c: char| matches!(c, ',' | '.' | '-' | '_' | '#' | '@' | ' ');
                let parts = username
                    .split(is_break)
                    .filter(|part| part.chars().count() >= 4);
                !parts.into_iter().any(|part| contains(password, part))
            }),
            Self::ExcludeFirstName => owner
                .first_name
                .is_none_or(|name| !contains(password, name)),
            Self::ExcludeLastName => owner.last_name.is_none_or(|name| !contains(password, name)),
            Self::MaxConsecutiveRepeatingCharacters(most) => longest_run(password) <= most,
        }
    }
}

fn contains(password: &str, name: &str) -> bool {
    !name.is_empty() && password.to_lowercase().contains(&name.to_lowercase())
}

fn longest_run(password: &str) -> u32 {
    let (mut longest, mut run, mut last) = (0, 0, None);
    for char in password.chars() {
        run = if last == Some(char) { run + 1 } else { 1 };
        longest = longest.max(run);
        last = Some(char);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    fn policy() -> PasswordPolicy {
        let json = parse(
            r#"{"complexity":{"minLength":8,"minLowerCase":1,"minUpperCase":1,"minNumber":1,
                "minSymbol":0,"excludeUsername":true,"excludeAttributes":["firstName"],
                "maxConsecutiveRepeatingCharacters":2},"age":{"historyCount":4}}"#,
        );
        PasswordPolicy::read(&json.unwrap()).unwrap()
    }

    fn broken(password: &str) -> Vec<PasswordRule> {
        let owner = UserAttributes {
            username: Some("grace.hopper@acme.example"),
            first_name: Some("Grace"),
            last_name: None,
        };
        let checked = policy().check(&password.into(), owner);
        checked
            .into_iter()
            .filter(|(_, held)| !held)
            .map(|(rule, _)| rule)
            .collect()
    }

    #[test]
    fn reads_only_the_rules_that_ask_for_something() {
        assert_eq!(policy().rules.len(), 7);
        assert_eq!(policy().history_count, Some(4));
        assert_eq!(PasswordPolicy::read(&parse("{}").unwrap()), None);
    }

    #[test]
    fn names_each_broken_rule() {
        use PasswordRule as Rule;
        assert_eq!(broken("Abcdefg1"), []);
        assert_eq!(broken("Abcdef1"), [Rule::MinLength(8)]);
        assert_eq!(broken("abcdefg1"), [Rule::MinUpperCase(1)]);
        assert_eq!(broken("HOPPER12a"), [Rule::ExcludeUsername]);
        assert_eq!(
            broken("myGRACE123"),
            [Rule::ExcludeUsername, Rule::ExcludeFirstName]
        );
        assert_eq!(
            broken("Abcdefg111"),
            [Rule::MaxConsecutiveRepeatingCharacters(2)]
        );
    }
}
