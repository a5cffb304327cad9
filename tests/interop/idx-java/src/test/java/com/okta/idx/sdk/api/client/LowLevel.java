package com.okta.idx.sdk.api.client;

import java.util.Set;

/** The way to the client below the wrapper: its interface is public, its builder is not. */
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
