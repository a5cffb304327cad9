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

/** okta-idx-java signs in at the simulated org. */
class InteropTest {
    private static final Set<String> SCOPES = Set.of("openid", "profile");

    /** P1: the password. */
    @Test
    void signsInWithAPassword() throws Exception {
        try (Org org = Org.start("{}")) {
            expectTokens(org, signIn(org, client(org)));
        }
    }

    /** P5: a code by email. */
    @Test
    void signsInWithACodeByEmail() throws Exception {
        try (Org org = Org.start("{\"policy\": {\"challenge\": [\"email\"]}}")) {
            IDXAuthenticationWrapper client = client(org);
            AuthenticationResponse asked = signIn(org, client);
            assertEquals(AWAITING_AUTHENTICATOR_VERIFICATION, asked.getAuthenticationStatus());
            var code = new VerifyAuthenticatorOptions(org.code());
            expectTokens(org, client.verifyAuthenticator(asked.getProceedContext(), code));
        }
    }

    /** E1: Okta Verify is enrolled by a QR code. The wrapper knows no polls: its client does them. */
    @Test
    void enrollsOktaVerify() throws Exception {
        try (Org org = Org.start("{\"policy\": {\"required\": [\"okta_verify\"]}}")) {
            IDXAuthenticationWrapper client = client(org);
            AuthenticationResponse choice = signIn(org, client);
            assertEquals(AWAITING_AUTHENTICATOR_ENROLLMENT_SELECTION, choice.getAuthenticationStatus());
            Authenticator oktaVerify = choice.getAuthenticators().stream()
                    .filter(one -> one.getLabel().equals("Okta Verify"))
                    .findFirst()
                    .orElseThrow();
            AuthenticationResponse shown = client.selectAuthenticator(choice.getProceedContext(), oktaVerify);
            String picture = shown.getContextualData().getQrcode().getHref();

            IDXClient inner = LowLevel.client(issuer(org), org.says("client_id"), SCOPES, org.says("redirect_uri"));
            var context = shown.getProceedContext().getClientContext();
            IDXResponse waiting = poll(inner, inner.introspect(context));
            assertFalse(waiting.isLoginSuccessful(), "nobody has scanned it");
            org.scan(picture);
            IDXResponse end = poll(inner, waiting);
            assertTrue(end.isLoginSuccessful());
            expectTokens(org, end.successWithInteractionCode().exchangeCode(inner, context));
        }
    }

    private static IDXResponse poll(IDXClient client, IDXResponse page) throws Exception {
        RemediationOption poll = Arrays.stream(page.remediation().remediationOptions())
                .filter(one -> one.getName().equals("enroll-poll"))
                .findFirst()
                .orElseThrow();
        var stateHandle = page.getStateHandle();
        return poll.proceed(client, ChallengeRequestBuilder.builder().withStateHandle(stateHandle).build());
    }

    private static IDXAuthenticationWrapper client(Org org) {
        return new IDXAuthenticationWrapper(issuer(org), org.says("client_id"), "", SCOPES, org.says("redirect_uri"));
    }

    private static String issuer(Org org) {
        return org.says("issuer") + "/oauth2/default";
    }

    private static AuthenticationResponse signIn(Org org, IDXAuthenticationWrapper client) {
        AuthenticationResponse begun = client.begin();
        var user = new AuthenticationOptions(org.user("login"), org.user("password").toCharArray());
        return client.authenticate(user, begun.getProceedContext());
    }

    private static void expectTokens(Org org, AuthenticationResponse end) throws Exception {
        assertEquals(SUCCESS, end.getAuthenticationStatus(), () -> end.getErrors().toString());
        expectTokens(org, end.getTokenResponse());
    }

    /** It verifies no token itself: jjwt does, with the org's keys. */
    private static void expectTokens(Org org, TokenResponse tokens) throws Exception {
        var keys = Jwks.setParser().build().parse(org.keys());
        Claims claims = Jwts.parser()
                .keyLocator(header -> keys.getKeys().stream()
                        .filter(key -> key.getId().equals(header.get("kid")))
                        .findFirst()
                        .orElseThrow()
                        .toKey())
                .requireIssuer(issuer(org))
                .requireAudience(org.says("client_id"))
                .build()
                .parseSignedClaims(tokens.getIdToken())
                .getPayload();
        assertEquals(org.user("login"), claims.get("preferred_username"));
    }
}
