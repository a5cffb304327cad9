package dev.idxflow.bench

import dev.idxflow.engine.Action
import dev.idxflow.engine.Engine
import dev.idxflow.engine.FlowConfig
import dev.idxflow.transportResponse
import dev.idxflow.scenarios.Scenario
import java.time.Duration
import java.time.Instant
import java.util.Locale

private const val WARM_UP = 2_000
private const val POLLS = 5_000

/**
 * Measures one poll, and the first call, which starts JNA and loads the native library. Prints a line of
 * JSON. `bindings/ffi/benches/step.rs` measures the same in Rust.
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
    val (median, fastest) = steps[POLLS / 2] to steps.first()
    val line = """{"first_call_ms":%.3f,"step_median_us":%.1f,"step_min_us":%.1f}"""
    println(line.format(Locale.ROOT, firstCall / 1e6, median / 1e3, fastest / 1e3))
    engine.close()
}

/**
 * Replies to the poll that is due with the same prompt, and gets the next action. Returns nanoseconds.
 */
private fun step(engine: Engine, body: ByteArray, now: Instant): Long {
    val send = engine.nextAction(now) as Action.Send
    val response = response(body)
    val start = System.nanoTime()
    engine.handleResponse(send.request.id, response, now)
    val next = engine.nextAction(now)
    val duration = System.nanoTime() - start
    check(next !is Action.Send) { "another poll is due immediately" }
    return duration
}

private fun response(body: ByteArray) = transportResponse(200, List(12) { "x-header-$it" to "header value" }, body)
