package dev.idxflow.okhttp

import dev.idxflow.IdxClock
import dev.idxflow.transport.IdleConnectionsContract
import dev.idxflow.transport.LocalServer
import dev.idxflow.transport.TransportContract
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

class OkHttpTransportTest : TransportContract() {
    override fun transport(connectTimeout: Duration, timeout: Duration, clock: IdxClock) =
        OkHttpTransport(OkHttpClient(), connectTimeout, timeout, clock)
}

/** The contract is met with any configuration of the app's client. */
class OkHttpTransportWithAppClientTest : TransportContract() {
    private val cookieJar = object : CookieJar {
        private val cookies = mutableListOf<Cookie>()

        override fun saveFromResponse(url: HttpUrl, cookies: List<Cookie>) {
            this.cookies += cookies
        }

        override fun loadForRequest(url: HttpUrl) = cookies.toList()
    }

    private val recorded = mutableListOf<Request>()

    private val client by lazy {
        OkHttpClient.Builder()
            .cookieJar(cookieJar)
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
    fun `the app's interceptors neither see nor repeat requests`() {
        LocalServer { reply(500) }.use { server ->
            runBlocking { assertEquals(500, transport().send(request(server.url)).status) }
            assertEquals(1, server.requests.size)
            assertEquals(emptyList(), recorded)
        }
    }

    override fun transport(connectTimeout: Duration, timeout: Duration, clock: IdxClock) =
        OkHttpTransport(client, connectTimeout, timeout, clock)
}

class OkHttpIdleConnectionsTest : IdleConnectionsContract() {
    override fun transport(clock: IdxClock) = OkHttpTransport(clock = clock)
}
