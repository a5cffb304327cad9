package com.okta.idx.sdk.api.client;

import java.util.Set;

/** Creates the client below the wrapper. Its interface is public, but its builder is package-private. */
public final class LowLevel {
    private LowLevel() {}

    public static IDXClient client(String issuer, String clientId, Set<String> scopes, String redirectUri) {
        return Clients.builder()
                .setIssuer(issuer)
                .setClientId(clientId)
                .setClientSecret("")
                .setScopes(scopes)
                .setRedirectUri(redirectUri)
                .build();
    }
}
