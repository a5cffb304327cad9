package dev.idxflow.example

import dev.idxflow.engine.Tokens
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.longOrNull
import java.time.Duration
import java.time.Instant
import kotlin.time.toKotlinDuration

/** The lines after the sign-in: the user, the scopes and the claims of the ID token. They contain no token. */
internal fun successLines(tokens: Tokens, now: Instant = Instant.now()): List<String> {
    val left = tokens.expiresAt?.let { "Expires in" to minutesAndSeconds(Duration.between(now, it).toKotlinDuration()) }
    val rows = table(listOfNotNull("Scopes" to tokens.scopes.joinToString(" "), left))
    val token = tokens.idToken ?: return listOf("", "Signed in. The app requested no ID token.") + rows
    val login = token.preferredUsername ?: token.email ?: token.subject
    val user = token.name?.let { "$it ($login)" } ?: login
    return listOf("", "Signed in as $user") + rows + listOf("", "ID token claims") + table(claims(token.claims.expose()))
}

/** The names and values of the claims, sorted by name, without those that are of no use to a user. */
internal fun claims(json: String): List<Pair<String, String>> = Json.parseToJsonElement(json).jsonObject.toSortedMap()
    .filterKeys { it !in listOf("at_hash", "c_hash", "jti", "nonce") }
    .map { (name, value) -> name to text(name, value) }

private fun text(name: String, value: JsonElement): String = when {
    value is JsonArray -> value.joinToString { text("", it) }
    value is JsonPrimitive && name in listOf("auth_time", "exp", "iat", "updated_at") ->
        value.longOrNull?.let { Instant.ofEpochSecond(it).toString() } ?: value.content
    value is JsonPrimitive -> value.content
    else -> value.toString()
}

/** Formats rows in two aligned columns. */
private fun table(rows: List<Pair<String, String>>): List<String> {
    val width = rows.maxOfOrNull { (name, _) -> name.length } ?: 0
    return rows.map { (name, value) -> "  ${name.padEnd(width)}  $value" }
}
