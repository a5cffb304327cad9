//! The scenarios: for each an id, the org's setup, and the user's steps with the expected end.

mod account;
mod captcha;
mod challenge;
mod channels;
mod clock;
mod consent;
mod device;
mod duo;
mod enroll;
mod factors;
mod fastpass;
mod otp;
mod primary;
mod redirects;
mod rejections;
mod scenario;
mod setups;
mod social;
mod tokens;
mod webauthn;

pub use scenario::Scenario;

/// The scenarios of each file, by the file's path.
const FILES: [(&str, &[Scenario]); 18] = [
    ("src/scenarios/enroll.rs", enroll::SCENARIOS),
    ("src/scenarios/channels.rs", channels::SCENARIOS),
    ("src/scenarios/challenge.rs", challenge::SCENARIOS),
    ("src/scenarios/fastpass.rs", fastpass::SCENARIOS),
    ("src/scenarios/primary.rs", primary::SCENARIOS),
    ("src/scenarios/factors.rs", factors::SCENARIOS),
    ("src/scenarios/duo.rs", duo::SCENARIOS),
    ("src/scenarios/otp.rs", otp::SCENARIOS),
    ("src/scenarios/captcha.rs", captcha::SCENARIOS),
    ("src/scenarios/social.rs", social::SCENARIOS),
    ("src/scenarios/account.rs", account::SCENARIOS),
    ("src/scenarios/consent.rs", consent::SCENARIOS),
    ("src/scenarios/device.rs", device::SCENARIOS),
    ("src/scenarios/redirects.rs", redirects::SCENARIOS),
    ("src/scenarios/tokens.rs", tokens::SCENARIOS),
    ("src/scenarios/webauthn.rs", webauthn::SCENARIOS),
    ("src/scenarios/rejections.rs", rejections::SCENARIOS),
    ("src/scenarios/clock.rs", clock::SCENARIOS),
];

/// Returns every scenario.
pub fn all() -> Vec<Scenario> {
    with_files().map(|(_, scenario)| scenario).collect()
}

/// Returns every scenario with the path of the file that defines it, relative to `tests`.
pub fn with_files() -> impl Iterator<Item = (&'static str, Scenario)> {
    FILES.into_iter().flat_map(|(file, scenarios)| {
        let scenarios = scenarios.iter().copied();
        scenarios.map(move |scenario| (file, scenario))
    })
}

/// Returns the scenario with this id.
pub fn named(name: &str) -> Scenario {
    let found = all().into_iter().find(|scenario| scenario.name == name);
    found.unwrap_or_else(|| panic!("there is no scenario {name}"))
}
