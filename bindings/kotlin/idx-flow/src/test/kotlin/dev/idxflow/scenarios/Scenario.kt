package dev.idxflow.scenarios

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlin.io.path.Path
import kotlin.io.path.div
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText

/**
 * A scenario of `tests/scenarios`, which Rust, Kotlin and Swift run: the org's setup and the user's
 * steps.
 */
class Scenario(private val name: String) {
    private val file = Json.parseToJsonElement((tests / "scenarios" / "$name.json").readText()).jsonObject

    val setup: JsonElement = file.getValue("setup")
    val steps: List<List<String>> =
        file.getValue("steps").jsonArray.map { step -> step.jsonArray.map { it.jsonPrimitive.content } }

    /** The transcript of the same scenario in Rust, on a virtual clock. */
    val transcript: String
        get() = (tests / "tests" / "snapshots" / "scenarios__$name.snap").readText().substringAfter("\n---\n").trim()

    override fun toString() = name

    companion object {
        private val tests = Path(System.getProperty("idxflow.workspace")) / "tests"

        @JvmStatic
        fun all(): List<Scenario> =
            (tests / "scenarios").listDirectoryEntries("*.json").map { Scenario(it.name.removeSuffix(".json")) }.sortedBy { it.name }

        /** Returns the text of a file in `tests/fixtures`. */
        fun fixture(path: String): String = (tests / "fixtures" / path).readText()

        /** Returns the paths of the files in a folder of `tests/fixtures`. */
        fun fixtures(folder: String): List<String> =
            (tests / "fixtures" / folder).listDirectoryEntries().map { "$folder/${it.name}" }.sorted()
    }
}
