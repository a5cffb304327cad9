package dev.idxflow.okhttp

import dev.idxflow.transport.Peer
import dev.idxflow.transport.TransportRules
import dev.idxflow.transport.reply
import dev.idxflow.transport.request
import kotlinx.coroutines.runBlocking
import okhttp3.Cookie
import okhttp3.CookieJar
import okhttp3.HttpUrl
import okhttp3.OkHttpClient
import okhttp3.Request
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

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

    private val recorded = mutableListOf<Request>()

    private val client by lazy {
        OkHttpClient.Builder()
            .cookieJar(jar)
            .followRedirects(true)
            .addInterceptor { chain ->
                val response = chain.proceed(chain.request())
                if (response.isSuccessful) response else response.use { chain.proceed(chain.request()) }
            }
            .addNetworkInterceptor { chain ->
                recorded += chain.request()
                chain.proceed(chain.request())
            }
            .build()
    }

    @Test
    fun `no interceptor of the app's sees a request, or sends it again`() {
        Peer { reply(500) }.use { peer ->
            runBlocking { assertEquals(500, transport(10.seconds, 20.seconds).send(request(peer.url)).status) }
            assertEquals(1, peer.seen.size)
            assertEquals(emptyList(), recorded)
        }
    }

    override fun transport(connectTimeout: Duration, timeout: Duration) = OkHttpTransport(client, connectTimeout, timeout)
}
