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

/** Every secret that crossed the wire, was typed or was saved, and whether one shows. */
class SecretScanner {
    private val secrets = mutableMapOf<String, String>()

    /** The wire's names of what was seen. */
    val names: Set<String> get() = secrets.values.toSet()

    /** The secrets themselves. */
    val texts: Set<String> get() = secrets.keys

    /** A transport that hands everything to the secrets. */
    fun watching(inner: IdxTransport) = IdxTransport { request -> request(request).let { inner.send(request).also(::response) } }

    /** Short texts would be found by chance. */
    @Synchronized
    fun add(name: String, text: String) {
        if (text.length >= 6) secrets[text] = name
    }

    /** A text as it is written in JSON: a body, a snapshot. */
    fun json(text: String) = read(runCatching { Json.parseToJsonElement(text) }.getOrNull(), called = null)

    fun picture(png: ByteArray) {
        add("qrcode", Base64.getEncoder().encodeToString(png))
        add("qrcode", Base64.getUrlEncoder().withoutPadding().encodeToString(png).takeLast(40))
        add("qrcode", png.joinToString("") { "%02x".format(it) })
        add("qrcode", png.joinToString(", "))
    }

    fun address(url: String) = pairs(url.substringAfter('?', "").substringBefore('#'))

    /** The first secret in this text, with its name. */
    @Synchronized
    fun shownIn(text: String): Pair<String, String>? = secrets.entries.find { it.key in text }?.toPair()

    private fun request(request: TransportRequest) {
        cookies(request.headers, "Cookie")
        val body = request.body.expose()
        if (body.startsWith("{")) json(body) else pairs(body)
    }

    private fun response(response: TransportResponse) {
        cookies(response.headers, "Set-Cookie")
        json(response.body.expose())
    }

    private fun cookies(headers: List<HttpHeader>, name: String) =
        headers.filter { it.name.equals(name, ignoreCase = true) }.map { it.value.expose().substringBefore(';') }.forEach {
            add(it.substringBefore('='), it.substringAfter('='))
        }

    private fun pairs(text: String) = text.split('&').forEach { pair ->
        val name = pair.substringBefore('=')
        if (name in SECRET) add(name, URLDecoder.decode(pair.substringAfter('='), Charsets.UTF_8))
    }

    /** Also fields that are named like a secret: `{"name": "stateHandle", "value": …}`. */
    private fun read(json: JsonElement?, called: String?) {
        when (json) {
            is JsonArray -> json.forEach { read(it, called = null) }
            is JsonObject -> {
                val name = (json["name"] as? JsonPrimitive)?.content
                for ((key, value) in json) {
                    val names = listOf(key, name.takeIf { key == "value" })
                    val secret = names.find { it in SECRET } ?: PAGE.takeIf { key == PAGE }
                    if (key == "href" && value is JsonPrimitive) href(value.content) else read(value, secret)
                }
            }
            is JsonPrimitive -> when (called) {
                null -> Unit
                // a snapshot holds the newest response as a text
                PAGE -> json(json.content)
                else -> if (json.isString) add(called, json.content)
            }
            null -> Unit
        }
    }

    private fun href(text: String) = if (text.startsWith("data:")) add("qrcode", text) else address(text)

    private companion object {
        const val PAGE = "prompt"

        val SECRET = setOf(
            "stateHandle", "stateToken", "interactionHandle", "interaction_handle", "handle", "interaction_code", "code",
            "code_verifier", "verifier", "state", "nonce", "client_secret", "activation_token", "recovery_token",
            "access_token", "refresh_token", "id_token", "raw", "claims", "device_secret", "device_token", "passcode",
            "password", "totp", "answer", "sharedSecret", "setupOVUrl", "otp", "token",
        )
    }
}
