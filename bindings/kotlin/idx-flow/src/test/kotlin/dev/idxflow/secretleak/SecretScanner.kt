package dev.idxflow.secretleak

import dev.idxflow.IdxTransport
import dev.idxflow.engine.HttpHeader
import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.TransportResponse
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import java.net.URLDecoder
import java.util.Base64

/** Records the secrets that are sent, received, typed or saved, and finds them in texts. */
class SecretScanner {
    private val namesBySecret = mutableMapOf<String, String>()

    /** The wire names of the recorded secrets. */
    val names: Set<String> get() = namesBySecret.values.toSet()

    /** The recorded secrets. */
    val secrets: Set<String> get() = namesBySecret.keys

    /** Returns a transport that records the secrets in requests and responses. */
    fun watch(inner: IdxTransport) = IdxTransport { request ->
        addRequest(request)
        inner.send(request).also(::addResponse)
    }

    /** Records a secret. Short texts are ignored, because they would be found by chance. */
    @Synchronized
    fun add(name: String, text: String) {
        if (text.length >= 6) namesBySecret[text] = name
    }

    /** Records the secrets in a JSON text, such as a body or a snapshot. */
    fun addJson(text: String) = addJson(runCatching { Json.parseToJsonElement(text) }.getOrNull(), secretName = null)

    /** Records an image in the encodings in which it could be printed. */
    fun addImage(png: ByteArray) {
        add("qrcode", Base64.getEncoder().encodeToString(png))
        add("qrcode", Base64.getUrlEncoder().withoutPadding().encodeToString(png).takeLast(40))
        add("qrcode", png.joinToString("") { "%02x".format(it) })
        add("qrcode", png.joinToString(", "))
    }

    /** Records the secrets in the query of a URL. */
    fun addUrl(url: String) = addParameters(url.substringAfter('?', "").substringBefore('#'))

    /** Returns the first recorded secret in this text and its name, or null. */
    @Synchronized
    fun findIn(text: String): Pair<String, String>? = namesBySecret.entries.find { it.key in text }?.toPair()

    private fun addRequest(request: TransportRequest) {
        addCookies(request.headers, "Cookie")
        val body = request.body.expose()
        if (body.startsWith("{")) addJson(body) else addParameters(body)
    }

    private fun addResponse(response: TransportResponse) {
        addCookies(response.headers, "Set-Cookie")
        addJson(response.body.expose())
    }

    private fun addCookies(headers: List<HttpHeader>, name: String) {
        for (header in headers.filter { it.name.equals(name, ignoreCase = true) }) {
            val cookie = header.value.expose().substringBefore(';')
            add(cookie.substringBefore('='), cookie.substringAfter('='))
        }
    }

    private fun addParameters(text: String) = text.split('&').forEach { pair ->
        val name = pair.substringBefore('=')
        if (name in SECRET_NAMES) add(name, URLDecoder.decode(pair.substringAfter('='), Charsets.UTF_8))
    }

    /**
     * Also records form fields whose name is that of a secret: `{"name": "stateHandle", "value": …}`.
     */
    private fun addJson(json: JsonElement?, secretName: String?) {
        when (json) {
            is JsonArray -> json.forEach { addJson(it, secretName = null) }
            is JsonObject -> {
                val fieldName = (json["name"] as? JsonPrimitive)?.content
                for ((key, value) in json) {
                    val names = listOf(key, fieldName.takeIf { key == "value" })
                    val name = names.find { it in SECRET_NAMES } ?: SAVED_RESPONSE.takeIf { key == SAVED_RESPONSE }
                    if (key == "href" && value is JsonPrimitive) addHref(value.content) else addJson(value, name)
                }
            }
            is JsonPrimitive -> when (secretName) {
                null -> Unit
                SAVED_RESPONSE -> addJson(json.content)
                else -> if (json.isString) add(secretName, json.content)
            }
            null -> Unit
        }
    }

    private fun addHref(text: String) = if (text.startsWith("data:")) add("qrcode", text) else addUrl(text)

    private companion object {
        /** The key under which a snapshot has the last IDX response, as a JSON text. */
        const val SAVED_RESPONSE = "response"

        val SECRET_NAMES = setOf(
            "stateHandle", "stateToken", "interactionHandle", "interaction_handle", "handle", "interaction_code", "code",
            "code_verifier", "verifier", "state", "nonce", "client_secret", "activation_token", "recovery_token",
            "access_token", "refresh_token", "id_token", "raw", "claims", "device_secret", "device_token", "passcode",
            "password", "totp", "answer", "sharedSecret", "setupOVUrl", "otp", "token",
        )
    }
}
