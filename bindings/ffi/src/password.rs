//! Password policies, and their checks while a password is entered.

use idx_flow::{Prompt, Secret};

/// A password policy (`settings` of the password authenticator, IDX wire).
#[derive(uniffi::Record)]
pub struct PasswordPolicy {
    /// The rules that can be checked locally, in display order.
    pub rules: Vec<PasswordRule>,
    /// The number of previous passwords that cannot be reused. Only the server can check this.
    pub history_count: Option<i32>,
    /// The minimum age of a password before it can be changed, in minutes. Only the server can check
    /// this.
    pub min_age_minutes: Option<i32>,
    /// The number of days until the password expires.
    pub days_to_expiry: Option<i64>,
}

/// A rule of a password policy. Letters are Unicode letters. A symbol is a character that is not a
/// letter, a digit or white space.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PasswordRule {
    /// A minimum number of characters.
    MinLength {
        /// The minimum.
        count: i32,
    },
    /// A minimum number of lowercase letters.
    MinLowerCase {
        /// The minimum.
        count: i32,
    },
    /// A minimum number of uppercase letters.
    MinUpperCase {
        /// The minimum.
        count: i32,
    },
    /// A minimum number of digits.
    MinNumber {
        /// The minimum.
        count: i32,
    },
    /// A minimum number of symbols.
    MinSymbol {
        /// The minimum.
        count: i32,
    },
    /// The password must not contain a part of the username. Parts are separated by `,` `.` `-` `_` `#`
    /// `@` or spaces, and have at least 4 characters. Case is ignored.
    ExcludeUsername,
    /// The password must not contain the first name. Case is ignored.
    ExcludeFirstName,
    /// The password must not contain the last name. Case is ignored.
    ExcludeLastName,
    /// A maximum number of times that a character may repeat in a row.
    MaxConsecutiveRepeatingCharacters {
        /// The maximum.
        count: i32,
    },
}

/// The result of checking a password against a rule.
#[derive(uniffi::Record)]
pub struct PasswordRuleCheck {
    /// The rule.
    pub rule: PasswordRule,
    /// Whether the password satisfies the rule.
    pub is_satisfied: bool,
}

/// Checks the password against each rule of the prompt's policy. Empty if the prompt has no policy.
pub(crate) fn check(prompt: &Prompt, password: &Secret) -> Vec<PasswordRuleCheck> {
    let current = prompt.current_authenticator.as_deref();
    let Some(policy) = current.and_then(|current| current.password_policy.as_deref()) else {
        return Vec::new();
    };
    let checks = policy.check(password, prompt.user_attributes()).into_iter();
    let check = |(rule, is_satisfied): (idx_flow::PasswordRule, bool)| {
        Some(PasswordRuleCheck {
            rule: PasswordRule::new(rule)?,
            is_satisfied,
        })
    };
    checks.filter_map(check).collect()
}

impl From<&idx_flow::PasswordPolicy> for PasswordPolicy {
    fn from(policy: &idx_flow::PasswordPolicy) -> Self {
        Self {
            rules: PasswordRule::list(&policy.rules),
            history_count: policy.history_count.map(u32::cast_signed),
            min_age_minutes: policy.min_age_minutes.map(u32::cast_signed),
            days_to_expiry: policy.days_to_expiry,
        }
    }
}

impl PasswordRule {
    pub(crate) fn list(rules: &[idx_flow::PasswordRule]) -> Vec<Self> {
        rules.iter().copied().filter_map(Self::new).collect()
    }

    /// `None` for a rule that this version does not export.
    fn new(rule: idx_flow::PasswordRule) -> Option<Self> {
        use idx_flow::PasswordRule as Rule;
        let count = |count: u32| count.cast_signed();
        Some(match rule {
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
            _ => return None,
        })
    }
}
