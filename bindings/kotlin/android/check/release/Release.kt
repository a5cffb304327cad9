package dev.idxflow.check

import dev.idxflow.IdxClock
import dev.idxflow.IdxFlow
import dev.idxflow.IdxState
import dev.idxflow.IdxTransport
import dev.idxflow.engine.FlowConfig
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.uniffiEnsureInitialized
import dev.idxflow.okhttp.OkHttpTransport
import dev.idxflow.transportResponse
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import java.io.File
import java.time.Instant
import kotlin.time.Duration

/**
 * A minimal app to shrink: shows the QR code of an IDX response, which is read from the file in its
 * argument.
 */
fun main(args: Array<String>) = runBlocking {
    // The default transport is not used here, but must be loadable.
    OkHttpTransport()
    // Looks up every function of the native library by its name, and compares checksums.
    uniffiEnsureInitialized()
    val response = File(args.single()).readBytes()
    val transport = IdxTransport { request ->
        val body = if (request.purpose == Purpose.INTERACT) """{"interaction_handle":"h"}""".toByteArray() else response
        transportResponse(200, listOf("content-type" to "application/json"), body)
    }
    val config = FlowConfig("https://id.acme.example", "0oa1client", "com.acme.app:/callback")
    val scope = CoroutineScope(Dispatchers.Default)
    val flow = IdxFlow.start(config, scope, null, transport, StoppedClock)
    val state = flow.states.first { it !is IdxState.Working }
    val restored = IdxFlow.restore(flow.save(), scope, transport, StoppedClock)
    // Versions start at 1 in a restored flow.
    check(restored.states.value.prompt == state.prompt?.copy(version = 1)) { "the restored prompt differs" }
    scope.cancel()
    when (state) {
        is IdxState.ShowQr -> println("${state.qr.alt}, polled in ${state.pollIn}")
        else -> println(state)
    }
}

private object StoppedClock : IdxClock {
    override fun now(): Instant = Instant.parse("2030-05-22T12:00:00Z")

    override suspend fun sleep(duration: Duration): Unit = awaitCancellation()
}
