//! The names whose values are safe to show in the log. Everything else is masked.

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Path segments to show. Other segments may be tokens or ids.
const PATH_SEGMENTS: &str = "\
    oauth2 default v1 interact token introspect revoke keys userinfo authorize logout \
    device .well-known openid-configuration oauth-authorization-server idp idx identify \
    select enroll new update challenge answer send resend poll verify authenticators \
    okta-verify launch sso credential skip recover unlock-account keep-me-signed-in \
    cancel context consent activate request-activation webauthn webauthn-autofillui \
    enrollresidentkey nfc duo email idps api identity-verification favicon.ico \
    sso_extension transactions login redirect app UserHome";

/// Request headers to show with their values. They describe the client; none is a credential of the
/// user.
const HEADERS: [&str; 8] = [
    "accept-language",
    "origin",
    "user-agent",
    "x-device-token",
    "x-forwarded-for",
    "x-okta-retry-count",
    "x-okta-retry-for",
    "x-okta-user-agent-extended",
];

/// Request members and parameters to show with their values.
const REQUEST_VALUES: &str = "\
    grant_type scope client_id redirect_uri response_type response_mode \
    code_challenge_method prompt acr_values max_age token_type_hint \
    client_assertion_type id methodType channel questionKey optedScopes";

/// Request members and parameters to show by name only. Other names are masked too, because a
/// faulty client may send a secret in place of a name.
const REQUEST_NAMES: &str = "\
    stateHandle stateToken interactionHandle interaction_code code code_verifier \
    code_challenge state nonce login_hint client_secret client_assertion recovery_token \
    activation_token device_token refresh_token token id_token_hint identifier \
    rememberMe credentials passcode nextPasscode answer question totp autoChallenge \
    authenticator phoneNumber enrollmentId email otp userProfile firstName lastName \
    keepMeSignedIn consent revokeSessions authenticatorData clientData signatureData \
    attestation transports userHandle credentialId clientExtensions challengeResponse \
    userVerification newPassword userCode captchaVerify captchaId captchaToken reason";

/// Response members to show with their values.
const RESPONSE_VALUES: &str = "\
    version type name rel method accepts produces intent expiresAt refresh key class \
    message displayName relatesTo id methodType channel selectedChannel platform \
    algorithm allowedFor minLength maxLength minLowerCase minUpperCase minNumber \
    minSymbol historyCount daysToExpiry error error_description errorCode errorSummary \
    errorLink errorId token_type expires_in scope userVerification transports \
    challengeMethod ports probeTimeoutMillis";

/// Returns the name of a standard method, or `(other)`.
pub(super) fn method(name: &str) -> &'static str {
    let known = METHODS.into_iter().find(|known| *known == name);
    known.unwrap_or("(other)")
}

/// Returns the names of the headers to show, in lower case.
pub(super) fn headers() -> impl Iterator<Item = &'static str> {
    HEADERS.into_iter()
}

pub(super) fn shows_path_segment(segment: &str) -> bool {
    segment.is_empty() || contains(PATH_SEGMENTS, segment)
}

pub(super) fn shows_request_name(name: &str) -> bool {
    shows_request_value(name) || contains(REQUEST_NAMES, name)
}

pub(super) fn shows_request_value(name: &str) -> bool {
    contains(REQUEST_VALUES, name)
}

pub(super) fn shows_response_value(name: &str) -> bool {
    contains(RESPONSE_VALUES, name)
}

fn contains(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|listed| listed == name)
}
