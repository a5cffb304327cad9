package dev.idxflow.check

import dev.idxflow.IdxClock
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.IdxTransport
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.uniffiEnsureInitialized
import dev.idxflow.idxResponse
import dev.idxflow.okhttp.OkHttpTransport
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlin.time.Duration
import java.io.File
import java.time.Instant

/** An app in small, to be shrunk as apps are: gets as far as the QR code of the response in this file. */
fun main(arguments: Array<String>) = runBlocking {
    // the default, which is not used here, has to load, too
    OkHttpTransport()
    // whether library and generated code are of one make: asks each function by its name
    uniffiEnsureInitialized()
    val prompt = File(arguments.single()).readBytes()
    val transport = IdxTransport { request ->
        val body = if (request.purpose == Purpose.INTERACT) """{"interaction_handle":"h"}""".toByteArray() else prompt
        idxResponse(200, listOf("content-type" to "application/json"), body)
    }
    val config = FlowConfig("https://id.acme.example", "0oa1client", "com.acme.app:/callback")
    val scope = CoroutineScope(Dispatchers.Default)
    val flow = IdxFlow.start(config, scope, transport, StandingClock)
    val state = flow.states.first { it !is IdxState.Working }
    val restored = IdxFlow.restore(flow.save(), scope, transport, StandingClock)
    check(restored.states.value.prompt == state.prompt) { "another prompt after it was restored" }
    scope.cancel()
    when (state) {
        is IdxState.ShowQr -> println("${state.qr.alt}, polled in ${state.pollIn}")
        else -> println(state)
    }
}

private object StandingClock : IdxClock {
    override fun now(): Instant = Instant.parse("2030-05-22T12:00:00Z")

    override suspend fun sleep(duration: Duration): Unit = awaitCancellation()
}
