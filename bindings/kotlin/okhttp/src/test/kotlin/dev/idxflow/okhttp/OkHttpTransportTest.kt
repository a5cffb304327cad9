package dev.idxflow.okhttp

import dev.idxflow.transport.TransportRules
import okhttp3.Cookie
import okhttp3.CookieJar
import okhttp3.HttpUrl
import okhttp3.OkHttpClient
import kotlin.time.Duration

class OkHttpTransportTest : TransportRules() {
    override fun transport(connectTimeout: Duration, timeout: Duration) =
        OkHttpTransport(connectTimeout = connectTimeout, timeout = timeout)
}

/** The rules hold whatever the app's own client is set up to do. */
class OkHttpTransportOverAnAppsClientTest : TransportRules() {
    private val jar = object : CookieJar {
        private val kept = mutableListOf<Cookie>()

        override fun saveFromResponse(url: HttpUrl, cookies: List<Cookie>) {
            kept += cookies
        }

        override fun loadForRequest(url: HttpUrl) = kept.toList()
    }

    private val client = OkHttpClient.Builder().cookieJar(jar).followRedirects(true).build()

    override fun transport(connectTimeout: Duration, timeout: Duration) = OkHttpTransport(client, connectTimeout, timeout)
}
