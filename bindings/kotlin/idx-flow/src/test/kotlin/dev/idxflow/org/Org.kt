package dev.idxflow.org

import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.Secret
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteIfExists
import kotlin.io.path.writeText
import kotlin.time.Duration

/** A simulated org (idx-flow-sim) in its own process, and the actions of its users. */
class Org(setup: JsonElement = JsonObject(emptyMap())) : AutoCloseable {
    private val file = createTempFile("org", ".json").apply { writeText(setup.toString()) }
    private val process = ProcessBuilder(System.getProperty("idxflow.sim"), "--attached", "--setup", "$file")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
    private val serverInfo = Json.parseToJsonElement(process.inputReader().readLine()).jsonObject
    private val http = HttpClient.newHttpClient()

    val issuer = serverInfo.text("issuer")

    /** A configuration with a known device token, and the org's redirect URI for links in emails. */
    val config = FlowConfig(
        issuer = issuer,
        clientId = serverInfo.text("client_id"),
        redirectUri = serverInfo.text("redirect_uri"),
        emailRedirectUri = setup.jsonObject["email_callback_uri"]?.jsonPrimitive?.content,
        scopes = listOf("openid", "profile", "email", "offline_access"),
        deviceToken = Secret(DEVICE_TOKEN),
    )

    fun advance(duration: Duration) = post("clock/advance", buildJsonObject { put("ms", duration.inWholeMilliseconds) })

    /** Scans a QR code with the simulated phone. */
    fun scan(png: ByteArray) = send("phone/scan", BodyPublishers.ofByteArray(png))

    /** Opens a link on the simulated phone. */
    fun open(link: String) = post("phone/open", buildJsonObject { put("link", link) })

    /** Opens the activation link that was sent to this address. */
    fun openSentTo(address: String) = post("phone/open", buildJsonObject { put("to", address) })

    fun approve() = post("phone/approve")

    fun reject() = post("phone/reject")

    /** Chooses this number in a number challenge. */
    fun tap(number: String) = post("phone/number", buildJsonObject { put("number", number) })

    /** Opens the link in the last email, in the browser that requested it. Returns the callback URL. */
    fun openEmail(address: String): String {
        val body = buildJsonObject {
            put("to", address)
            put("in", "same_browser")
        }
        return post("inbox/open", body).jsonObject.text("location")
    }

    /** Adds a fault of this kind for the next HTTP exchange. */
    fun addFault(kind: String) = post("faults", Json.parseToJsonElement("""{"fault": {"kind": "$kind"}}"""))

    /** Loses requests whose path ends with [path]. If [isProcessed], only the response is lost. */
    fun loseRequests(path: String, times: Int, isProcessed: Boolean = false) {
        val kind = if (isProcessed) "reply_lost" else "request_lost"
        post("faults", Json.parseToJsonElement("""{"path": "$path", "times": $times, "fault": {"kind": "$kind"}}"""))
    }

    /** Drops every connection as soon as it is idle, without telling the client. */
    fun dropIdleConnections() = send("connections", "PUT", BodyPublishers.ofString("""{"timeout_ms": 0}"""))

    /** Returns the last code that was sent to this address. */
    fun code(address: String): String {
        val messages = send("inbox?to=${URLEncoder.encode(address, Charsets.UTF_8)}", body = null).jsonObject.getValue("messages").jsonArray
        return messages.last().jsonObject.text("code")
    }

    /** Opens a URL as a browser does, and returns the URL that it is redirected to. */
    fun visit(url: String): String {
        val response = http.send(HttpRequest.newBuilder(URI(url)).build(), BodyHandlers.discarding())
        return response.headers().firstValue("location").get()
    }

    override fun close() {
        process.destroy()
        file.deleteIfExists()
    }

    private fun post(endpoint: String, body: JsonElement? = null) =
        send(endpoint, BodyPublishers.ofString(body?.toString().orEmpty()))

    private fun send(endpoint: String, body: HttpRequest.BodyPublisher?): JsonElement =
        if (body == null) send(endpoint, "GET", BodyPublishers.noBody()) else send(endpoint, "POST", body)

    private fun send(endpoint: String, method: String, body: HttpRequest.BodyPublisher): JsonElement {
        val uri = URI("${serverInfo.text("control_url")}/$endpoint")
        val request = HttpRequest.newBuilder(uri).method(method, body).build()
        val response = http.send(request, BodyHandlers.ofString())
        check(response.statusCode() == 200) { "$endpoint: ${response.body()}" }
        return Json.parseToJsonElement(response.body())
    }

    companion object {
        const val LOGIN = "ada@example.com"
        const val PASSWORD = "Correct-Horse-1"
        const val DEVICE_TOKEN = "dt-7Qx2mVb93kLr"

        private fun JsonObject.text(key: String) = getValue(key).jsonPrimitive.content
    }
}
