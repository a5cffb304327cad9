package dev.idxflow.example

import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Secret
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.time.Duration

/** The simulated org, with its first user and that user's phone. */
internal class Org private constructor(
    val config: FlowConfig,
    val login: String,
    val password: Secret,
    private val controlUrl: String,
) {
    private val http by lazy { HttpClient.newHttpClient() }

    /**
     * Scans the QR code with the simulated phone or, if there is none, opens the link that was sent.
     * Returns a description. Throws an [ExitError] if the phone fails.
     */
    suspend fun usePhone(prompt: Prompt): String = when (val qr = prompt.qr) {
        null -> openLink().let { "opened the link" }
        else -> post("phone/scan", BodyPublishers.ofByteArray(qr.png.bytes)).let { "scanned the QR code" }
    }

    private suspend fun openLink() {
        val messages = send("inbox", HttpRequest.Builder::GET).jsonObject["messages"]?.jsonArray
        val link = messages?.lastOrNull()?.jsonObject?.get("link") ?: throw ExitError("the inbox has no link")
        post("phone/open", BodyPublishers.ofString(buildJsonObject { put("link", link) }.toString()))
    }

    private suspend fun post(endpoint: String, body: HttpRequest.BodyPublisher) = send(endpoint) { POST(body) }

    private suspend fun send(endpoint: String, method: HttpRequest.Builder.() -> HttpRequest.Builder): JsonElement {
        val request = HttpRequest.newBuilder(URI("$controlUrl/$endpoint")).timeout(TIMEOUT).method().build()
        val response = try {
            runInterruptible(Dispatchers.IO) { http.send(request, BodyHandlers.ofString()) }
        } catch (_: IOException) {
            throw ExitError("the simulated org does not respond")
        }
        val body = Json.parseToJsonElement(response.body())
        if (response.statusCode() != 200) throw ExitError(body.jsonObject.text("error") ?: "HTTP ${response.statusCode()}")
        return body
    }

    companion object {
        private val TIMEOUT = Duration.ofSeconds(10)

        /** Parses the line of JSON that idx-flow-sim prints. */
        fun parse(line: String?): Org {
            if (line.isNullOrBlank()) throw ExitError("IDX_FLOW_ORG is not set.$HINT")
            return try {
                Json.parseToJsonElement(line).jsonObject.toOrg()
            } catch (_: IllegalArgumentException) {
                null
            } ?: throw ExitError("IDX_FLOW_ORG does not contain the line that idx-flow-sim prints.$HINT")
        }

        private fun JsonObject.toOrg(): Org? {
            val user = get("users")?.jsonArray?.firstOrNull()?.jsonObject ?: return null
            val config = FlowConfig(
                issuer = text("issuer") ?: return null,
                clientId = text("client_id") ?: return null,
                redirectUri = text("redirect_uri") ?: return null,
                scopes = listOf("openid", "profile", "email"),
            )
            val password = Secret(user.text("password").orEmpty())
            return Org(config, user.text("login") ?: return null, password, text("control_url") ?: return null)
        }

        private const val HINT = "\n`cargo xtask demo kotlin` starts a simulated org and this program."
    }
}

private fun JsonObject.text(key: String): String? = (get(key) as? JsonPrimitive)?.jsonPrimitive?.content
