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
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteIfExists
import kotlin.io.path.writeText
import kotlin.time.Duration

/** The simulated org in a process of its own, and the hands of those who use it. */
class Org(setup: JsonElement = JsonObject(emptyMap())) : AutoCloseable {
    private val file = createTempFile("org", ".json").apply { writeText(setup.toString()) }
    private val process = ProcessBuilder(System.getProperty("idxflow.sim"), "--attached", "--setup", "$file")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
    private val line = Json.parseToJsonElement(process.inputReader().readLine()).jsonObject
    private val http = HttpClient.newHttpClient()

    val issuer = line.text("issuer")

    /** How an app signs in here, on a device that is known. */
    val config = FlowConfig(
        issuer = issuer,
        clientId = line.text("client_id"),
        redirectUri = line.text("redirect_uri"),
        scopes = listOf("openid", "profile", "email", "offline_access"),
        deviceToken = Secret(DEVICE_TOKEN),
    )

    fun advance(duration: Duration) = post("clock/advance", buildJsonObject { put("ms", duration.inWholeMilliseconds) })

    fun scan(png: ByteArray) = exchange("phone/scan", BodyPublishers.ofByteArray(png))

    fun open(link: String) = post("phone/open", buildJsonObject { put("link", link) })

    fun openSentTo(address: String) = post("phone/open", buildJsonObject { put("to", address) })

    fun approve() = post("phone/approve")

    fun reject() = post("phone/reject")

    fun tap(number: String) = post("phone/number", buildJsonObject { put("number", number) })

    /** Makes the weather: `{"path": …, "skip": 0, "times": 1, "fault": {"kind": …}}`. */
    fun fault(rule: String) = post("faults", Json.parseToJsonElement(rule))

    /** The code that was sent there last. */
    fun code(address: String): String {
        val messages = exchange("inbox?to=$address", body = null).jsonObject.getValue("messages").jsonArray
        return messages.last().jsonObject.text("code")
    }

    /** Where a browser ends up that goes there. */
    fun visit(address: String): String {
        val response = http.send(HttpRequest.newBuilder(URI(address)).build(), BodyHandlers.discarding())
        return response.headers().firstValue("location").get()
    }

    override fun close() {
        process.destroy()
        file.deleteIfExists()
    }

    private fun post(door: String, body: JsonElement? = null) =
        exchange(door, BodyPublishers.ofString(body?.toString().orEmpty()))

    private fun exchange(door: String, body: HttpRequest.BodyPublisher?): JsonElement {
        val request = HttpRequest.newBuilder(URI("${line.text("control_url")}/$door"))
        val built = (body?.let(request::POST) ?: request.GET()).build()
        val response = http.send(built, BodyHandlers.ofString())
        check(response.statusCode() == 200) { "$door: ${response.body()}" }
        return Json.parseToJsonElement(response.body())
    }

    companion object {
        const val LOGIN = "ada@example.com"
        const val PASSWORD = "Correct-Horse-1"
        const val DEVICE_TOKEN = "dt-7Qx2mVb93kLr"

        /** An org that insists on Okta Verify, which nobody has enrolled. */
        fun requiringOktaVerify() = Org(Json.parseToJsonElement("""{"policy": {"required": ["okta_verify"]}}"""))

        private fun JsonObject.text(key: String) = getValue(key).jsonPrimitive.content
    }
}
