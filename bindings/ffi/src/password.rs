//! What a new password has to satisfy, to show while it is typed.

use idx_flow::{Prompt, Secret, UserAttributes};

/// A password policy (`settings` of the password authenticator, IDX wire).
#[derive(uniffi::Record)]
pub struct PasswordPolicy {
    /// The rules that a device can check by itself, in the order in which to show them.
    pub rules: Vec<PasswordRule>,
    /// How many former passwords the server refuses; only it can check.
    pub history_count: Option<i32>,
    /// How old a password has to be before it can be changed, in minutes; only the server can check.
    pub min_age_minutes: Option<i32>,
    /// In how many days the password expires.
    pub days_to_expiry: Option<i64>,
}

/// One rule. Letters are those of Unicode; a symbol is what is neither letter, digit nor space.
#[derive(uniffi::Enum)]
pub enum PasswordRule {
    /// At least so many characters.
    MinLength {
        /// How many.
        count: i32,
    },
    /// At least so many lower-case letters.
    MinLowerCase {
        /// How many.
        count: i32,
    },
    /// At least so many upper-case letters.
    MinUpperCase {
        /// How many.
        count: i32,
    },
    /// At least so many digits.
    MinNumber {
        /// How many.
        count: i32,
    },
    /// At least so many symbols.
    MinSymbol {
        /// How many.
        count: i32,
    },
    /// No part of the username.
    ExcludeUsername,
    /// Not the first name.
    ExcludeFirstName,
    /// Not the last name.
    ExcludeLastName,
    /// No character more than so many times in a row.
    MaxConsecutiveRepeatingCharacters {
        /// How many times.
        count: i32,
    },
}

/// A rule, and whether a password satisfies it.
#[derive(uniffi::Record)]
pub struct PasswordRuleCheck {
    /// The rule.
    pub rule: PasswordRule,
    /// Whether it holds.
    pub holds: bool,
}

/// Each rule of the page's policy with whether the password satisfies it.
pub(crate) fn check(prompt: &Prompt, password: &Secret) -> Vec<PasswordRuleCheck> {
    let current = prompt.current_authenticator.as_deref();
    let Some(policy) = current.and_then(|one| one.password_policy.as_deref()) else {
        return Vec::new();
    };
    let user = prompt.user.as_deref();
    let owner = UserAttributes {
        username: user.and_then(|user| user.identifier.as_deref()),
        first_name: user.and_then(|user| user.first_name.as_deref()),
        last_name: user.and_then(|user| user.last_name.as_deref()),
    };
    let checks = policy.check(password, owner).into_iter();
    let check = |(rule, holds): (idx_flow::PasswordRule, bool)| PasswordRuleCheck {
        rule: (&rule).into(),
        holds,
    };
    checks.map(check).collect()
}

impl From<&idx_flow::PasswordPolicy> for PasswordPolicy {
    fn from(policy: &idx_flow::PasswordPolicy) -> Self {
        Self {
            rules: policy.rules.iter().map(PasswordRule::from).collect(),
            history_count: policy.history_count.map(u32::cast_signed),
            min_age_minutes: policy.min_age_minutes.map(u32::cast_signed),
            days_to_expiry: policy.days_to_expiry,
        }
    }
}

impl From<&idx_flow::PasswordRule> for PasswordRule {
    fn from(rule: &idx_flow::PasswordRule) -> Self {
        use idx_flow::PasswordRule as Rule;
        let count = |count: u32| count.cast_signed();
        match *rule {
            Rule::MinLength(n) => Self::MinLength { count: count(n) },
            Rule::MinLowerCase(n) => Self::MinLowerCase { count: count(n) },
            Rule::MinUpperCase(n) => Self::MinUpperCase { count: count(n) },
            Rule::MinNumber(n) => Self::MinNumber { count: count(n) },
            Rule::MinSymbol(n) => Self::MinSymbol { count: count(n) },
            Rule::ExcludeUsername => Self::ExcludeUsername,
            Rule::ExcludeFirstName => Self::ExcludeFirstName,
            Rule::ExcludeLastName => Self::ExcludeLastName,
            Rule::MaxConsecutiveRepeatingCharacters(n) => {
                Self::MaxConsecutiveRepeatingCharacters { count: count(n) }
            }
        }
    }
}
