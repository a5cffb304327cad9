package dev.idxflow.bench

import dev.idxflow.engine.Action
import dev.idxflow.engine.Engine
import dev.idxflow.engine.FlowConfig
import dev.idxflow.idxResponse
import dev.idxflow.scenarios.Scenario
import java.time.Duration
import java.time.Instant
import java.util.Locale

private const val WARM_UP = 2_000
private const val POLLS = 5_000

/**
 * One poll in Kotlin, and the first call of all, which starts JNA and loads the library: held against
 * the same in Rust (`bindings/ffi/benches/step.rs`). Prints a line of JSON.
 */
fun main() {
    val config = FlowConfig("https://id.acme.example", "client", "app:/callback")
    val start = System.nanoTime()
    val engine = Engine.start(config)
    val firstCall = System.nanoTime() - start

    val body = Scenario.fixture("sizes/11k.json").toByteArray()
    var now = Instant.ofEpochSecond(1_893_456_000)
    engine.handleResponse(1, response("""{"interaction_handle":"h"}""".toByteArray()), now)
    engine.handleResponse(2, response(body), now)
    val steps = List(WARM_UP + POLLS) {
        now += Duration.ofSeconds(4)
        step(engine, body, now)
    }.drop(WARM_UP).sorted()
    val (median, least) = steps[POLLS / 2] to steps.first()
    val line = """{"first_call_ms":%.3f,"step_median_us":%.1f,"step_min_us":%.1f}"""
    println(line.format(Locale.ROOT, firstCall / 1e6, median / 1e3, least / 1e3))
    engine.close()
}

/** The poll that is due is answered with the same prompt, and the next action is asked for. */
private fun step(engine: Engine, body: ByteArray, now: Instant): Long {
    val send = engine.nextAction(now) as Action.Send
    val response = response(body)
    val start = System.nanoTime()
    engine.handleResponse(send.request.id, response, now)
    val next = engine.nextAction(now)
    val took = System.nanoTime() - start
    check(next !is Action.Send) { "the prompt is polled at once" }
    return took
}

private fun response(body: ByteArray) = idxResponse(200, List(12) { "x-header-$it" to "the value of a header" }, body)
