//! The policy for a new password, which an app can show and check while the user types.

use crate::secret::Secret;
use crate::wire::json::Json;

/// A password policy (`settings` of the password authenticator, IDX wire).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasswordPolicy {
    /// The rules that an app can check, in the order in which to show them.
    pub rules: Vec<PasswordRule>,
    /// The number of previous passwords that cannot be used again. Only the server can check it.
    pub history_count: Option<u32>,
    /// The minimum age of a password before it can be changed, in minutes. Only the server can check
    /// it.
    pub min_age_minutes: Option<u32>,
    /// The number of days until the password expires.
    pub days_to_expiry: Option<i64>,
}

/// A rule of a password policy. Letters and digits are those of Unicode. A symbol is any character
/// that is neither a letter, a digit nor white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordRule {
    /// The minimum number of characters.
    MinLength(u32),
    /// The minimum number of lowercase letters.
    MinLowerCase(u32),
    /// The minimum number of uppercase letters.
    MinUpperCase(u32),
    /// The minimum number of digits.
    MinNumber(u32),
    /// The minimum number of symbols.
    MinSymbol(u32),
    /// The password must not contain a part of the username. The username is split at `,` `.` `-` `_`
    /// `#` `@` and spaces, and parts of at least 4 characters are checked, without case.
    ExcludeUsername,
    /// The password must not contain the first name. Case is ignored.
    ExcludeFirstName,
    /// The password must not contain the last name. Case is ignored.
    ExcludeLastName,
    /// The maximum number of times that a character may repeat in a row.
    MaxConsecutiveRepeatingCharacters(u32),
}

/// The attributes of the user that a password must not contain. A rule whose attribute is missing
/// counts as satisfied. See [`Prompt::user_attributes`](crate::Prompt::user_attributes), or start with
/// `UserAttributes::default()`.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct UserAttributes<'a> {
    /// The login or email address.
    pub username: Option<&'a str>,
    /// The first name.
    pub first_name: Option<&'a str>,
    /// The last name.
    pub last_name: Option<&'a str>,
}

impl<'a> UserAttributes<'a> {
    /// Sets the login or email address.
    #[must_use]
    pub fn with_username(mut self, username: &'a str) -> Self {
        self.username = Some(username);
        self
    }

    /// Sets the first name.
    #[must_use]
    pub fn with_first_name(mut self, first_name: &'a str) -> Self {
        self.first_name = Some(first_name);
        self
    }

    /// Sets the last name.
    #[must_use]
    pub fn with_last_name(mut self, last_name: &'a str) -> Self {
        self.last_name = Some(last_name);
        self
    }
}

impl PasswordPolicy {
    /// Returns each rule, and whether the password satisfies it.
    pub fn check(&self, password: &Secret, user: UserAttributes<'_>) -> Vec<(PasswordRule, bool)> {
        let check = |rule: &PasswordRule| (*rule, rule.is_satisfied(password.expose(), user));
        self.rules.iter().map(check).collect()
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
    fn is_satisfied(self, password: &str, user: UserAttributes<'_>) -> bool {
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
            Self::ExcludeUsername => user.username.is_none_or(|username| {
                let is_separator = |c: char| matches!(c, ',' | '.' | '-' | '_' | '#' | '@' | ' ');
                let parts = username
                    .split(is_separator)
                    .filter(|part| part.chars().count() >= 4);
                !parts.into_iter().any(|part| contains(password, part))
            }),
            Self::ExcludeFirstName => user.first_name.is_none_or(|name| !contains(password, name)),
            Self::ExcludeLastName => user.last_name.is_none_or(|name| !contains(password, name)),
            Self::MaxConsecutiveRepeatingCharacters(max) => longest_run(password) <= max,
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

    fn violations(password: &str) -> Vec<PasswordRule> {
        let user = UserAttributes::default()
            .with_username("grace.hopper@acme.example")
            .with_first_name("Grace");
        let checked = policy().check(&password.into(), user);
        checked
            .into_iter()
            .filter(|(_, is_satisfied)| !is_satisfied)
            .map(|(rule, _)| rule)
            .collect()
    }

    #[test]
    fn a_rule_without_effect_is_ignored() {
        assert_eq!(policy().rules.len(), 7);
        assert_eq!(policy().history_count, Some(4));
        assert_eq!(PasswordPolicy::read(&parse("{}").unwrap()), None);
    }

    #[test]
    fn every_violated_rule_is_returned() {
        use PasswordRule as Rule;
        assert_eq!(violations("Abcdefg1"), []);
        assert_eq!(violations("Abcdef1"), [Rule::MinLength(8)]);
        assert_eq!(violations("abcdefg1"), [Rule::MinUpperCase(1)]);
        assert_eq!(violations("HOPPER12a"), [Rule::ExcludeUsername]);
        assert_eq!(
            violations("myGRACE123"),
            [Rule::ExcludeUsername, Rule::ExcludeFirstName]
        );
        assert_eq!(
            violations("Abcdefg111"),
            [Rule::MaxConsecutiveRepeatingCharacters(2)]
        );
    }

    #[test]
    fn a_part_of_the_username_is_excluded_from_four_characters_on() {
        for (username, password, is_satisfied) in [
            ("ada.love@acme.example", "xxLOVExx", false),
            ("ada.love@acme.example", "xxadaxx", true),
            ("ada.love@acme.example", "xxlovxx", true),
            ("ada_zoë1-x@b.c", "xxZOË1xx", false),
            ("a,bcde#fghi jklm", "xbcdex", false),
            ("a,bcde#fghi jklm", "xfghix", false),
            ("a,bcde#fghi jklm", "xjklmx", false),
            ("abc@def.ghi", "abcdefghi", true),
            ("", "password", true),
        ] {
            let user = UserAttributes::default().with_username(username);
            let rule = PasswordRule::ExcludeUsername;
            assert_eq!(
                rule.is_satisfied(password, user),
                is_satisfied,
                "{username} {password}"
            );
        }
    }

    #[test]
    fn a_missing_attribute_satisfies_its_rule() {
        use PasswordRule as Rule;
        for rule in [
            Rule::ExcludeUsername,
            Rule::ExcludeFirstName,
            Rule::ExcludeLastName,
        ] {
            assert!(rule.is_satisfied("password", UserAttributes::default()));
        }
        let user = UserAttributes::default().with_last_name("Hopper");
        assert!(!Rule::ExcludeLastName.is_satisfied("xhoppeRx", user));
    }
}
