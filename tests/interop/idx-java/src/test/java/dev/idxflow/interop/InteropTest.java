package dev.idxflow.interop;

import static com.okta.idx.sdk.api.model.AuthenticationStatus.AWAITING_AUTHENTICATOR_ENROLLMENT_SELECTION;
import static com.okta.idx.sdk.api.model.AuthenticationStatus.AWAITING_AUTHENTICATOR_VERIFICATION;
import static com.okta.idx.sdk.api.model.AuthenticationStatus.SUCCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.okta.idx.sdk.api.client.Authenticator;
import com.okta.idx.sdk.api.client.IDXAuthenticationWrapper;
import com.okta.idx.sdk.api.client.IDXClient;
import com.okta.idx.sdk.api.client.LowLevel;
import com.okta.idx.sdk.api.model.AuthenticationOptions;
import com.okta.idx.sdk.api.model.RemediationOption;
import com.okta.idx.sdk.api.model.VerifyAuthenticatorOptions;
import com.okta.idx.sdk.api.request.ChallengeRequestBuilder;
import com.okta.idx.sdk.api.response.AuthenticationResponse;
import com.okta.idx.sdk.api.response.IDXResponse;
import com.okta.idx.sdk.api.response.TokenResponse;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Jwks;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Signs in to the simulator with okta-idx-java. */
class InteropTest {
    private static final Set<String> SCOPES = Set.of("openid", "profile");

    /** P1. */
    @Test
    void aUserSignsInWithAPassword() throws Exception {
        try (Org org = Org.start("{}")) {
            assertSignedIn(org, signIn(org, client(org)));
        }
    }

    /** P5. */
    @Test
    void aUserSignsInWithACodeByEmail() throws Exception {
        try (Org org = Org.start("{\"policy\": {\"challenge\": [\"email\"]}}")) {
            IDXAuthenticationWrapper client = client(org);
            AuthenticationResponse prompt = signIn(org, client);
            assertEquals(AWAITING_AUTHENTICATOR_VERIFICATION, prompt.getAuthenticationStatus());
            var code = new VerifyAuthenticatorOptions(org.newestCode());
            assertSignedIn(org, client.verifyAuthenticator(prompt.getProceedContext(), code));
        }
    }

    /** E1. The wrapper cannot poll, so the client below it does. */
    @Test
    void aUserEnrollsOktaVerifyWithAQrCode() throws Exception {
        try (Org org = Org.start("{\"policy\": {\"required\": [\"okta_verify\"]}}")) {
            IDXAuthenticationWrapper client = client(org);
            AuthenticationResponse selection = signIn(org, client);
            assertEquals(AWAITING_AUTHENTICATOR_ENROLLMENT_SELECTION, selection.getAuthenticationStatus());
            Authenticator oktaVerify = selection.getAuthenticators().stream()
                    .filter(authenticator -> authenticator.getLabel().equals("Okta Verify"))
                    .findFirst()
                    .orElseThrow();
            AuthenticationResponse prompt =
                    client.selectAuthenticator(selection.getProceedContext(), oktaVerify);
            String qrCode = prompt.getContextualData().getQrcode().getHref();

            IDXClient inner = LowLevel.client(issuer(org), org.info("client_id"), SCOPES, org.info("redirect_uri"));
            var context = prompt.getProceedContext().getClientContext();
            IDXResponse waiting = poll(inner, inner.introspect(context));
            assertFalse(waiting.isLoginSuccessful(), "the QR code is not scanned");
            org.scan(qrCode);
            IDXResponse result = poll(inner, waiting);
            assertTrue(result.isLoginSuccessful());
            assertSignedIn(org, result.successWithInteractionCode().exchangeCode(inner, context));
        }
    }

    private static IDXResponse poll(IDXClient client, IDXResponse response) throws Exception {
        RemediationOption poll = Arrays.stream(response.remediation().remediationOptions())
                .filter(option -> option.getName().equals("enroll-poll"))
                .findFirst()
                .orElseThrow();
        var stateHandle = response.getStateHandle();
        return poll.proceed(client, ChallengeRequestBuilder.builder().withStateHandle(stateHandle).build());
    }

    private static IDXAuthenticationWrapper client(Org org) {
        return new IDXAuthenticationWrapper(issuer(org), org.info("client_id"), "", SCOPES, org.info("redirect_uri"));
    }

    private static String issuer(Org org) {
        return org.info("issuer") + "/oauth2/default";
    }

    private static AuthenticationResponse signIn(Org org, IDXAuthenticationWrapper client) {
        AuthenticationResponse start = client.begin();
        var credentials = new AuthenticationOptions(org.user("login"), org.user("password").toCharArray());
        return client.authenticate(credentials, start.getProceedContext());
    }

    private static void assertSignedIn(Org org, AuthenticationResponse result) throws Exception {
        assertEquals(SUCCESS, result.getAuthenticationStatus(), () -> result.getErrors().toString());
        assertSignedIn(org, result.getTokenResponse());
    }

    /** Verifies the ID token with jjwt and the org's keys, because okta-idx-java does not verify it. */
    private static void assertSignedIn(Org org, TokenResponse tokens) throws Exception {
        var keys = Jwks.setParser().build().parse(org.keys());
        Claims claims = Jwts.parser()
                .keyLocator(header -> keys.getKeys().stream()
                        .filter(key -> key.getId().equals(header.get("kid")))
                        .findFirst()
                        .orElseThrow()
                        .toKey())
                .requireIssuer(issuer(org))
                .requireAudience(org.info("client_id"))
                .build()
                .parseSignedClaims(tokens.getIdToken())
                .getPayload();
        assertEquals(org.user("login"), claims.get("preferred_username"));
    }
}
