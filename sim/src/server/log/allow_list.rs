//! What is harmless to show. Whatever is not named here is masked.

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Parts of the org's paths. Tokens and ids stand between them.
const PATH: &str = "\
    oauth2 default v1 interact token introspect revoke keys userinfo authorize logout \
    device .well-known openid-configuration oauth-authorization-server idp idx identify \
    select enroll new update challenge answer send resend poll verify authenticators \
    okta-verify launch sso credential skip recover unlock-account keep-me-signed-in \
    cancel context consent activate request-activation webauthn webauthn-autofillui \
    enrollresidentkey nfc duo email idps api identity-verification favicon.ico";

/// Members and parameters of requests that may be shown with their values.
const ASKED: &str = "\
    grant_type scope client_id redirect_uri response_type response_mode \
    code_challenge_method prompt acr_values max_age token_type_hint \
    client_assertion_type id methodType channel questionKey optedScopes";

/// Members and parameters of requests whose names alone are shown. Other names are masked too: a
/// client that errs may have put a secret where a name belongs.
const ASKED_MASKED: &str = "\
    stateHandle stateToken interactionHandle interaction_code code code_verifier \
    code_challenge state nonce login_hint client_secret client_assertion recovery_token \
    activation_token device_token refresh_token token id_token_hint identifier \
    rememberMe credentials passcode nextPasscode answer question totp autoChallenge \
    authenticator phoneNumber enrollmentId email otp userProfile firstName lastName \
    keepMeSignedIn consent revokeSessions authenticatorData clientData signatureData \
    attestation transports userHandle credentialId clientExtensions challengeResponse \
    userVerification newPassword userCode captchaVerify captchaId captchaToken reason";

/// Members of replies that may be shown with their values.
const ANSWERED: &str = "\
    version type name rel method accepts produces intent expiresAt refresh key class \
    message displayName relatesTo id methodType channel selectedChannel platform \
    algorithm allowedFor minLength maxLength minLowerCase minUpperCase minNumber \
    minSymbol historyCount daysToExpiry error error_description errorCode errorSummary \
    errorLink errorId token_type expires_in scope userVerification transports \
    challengeMethod ports probeTimeoutMillis";

pub(super) fn method(name: &str) -> &'static str {
    let known = METHODS.into_iter().find(|known| *known == name);
    known.unwrap_or("(another)")
}

pub(super) fn is_path(segment: &str) -> bool {
    segment.is_empty() || names(PATH, segment)
}

pub(super) fn may_be_asked(name: &str) -> bool {
    is_shown_when_asked(name) || names(ASKED_MASKED, name)
}

pub(super) fn is_shown_when_asked(name: &str) -> bool {
    names(ASKED, name)
}

pub(super) fn is_shown_when_answered(name: &str) -> bool {
    names(ANSWERED, name)
}

fn names(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}
