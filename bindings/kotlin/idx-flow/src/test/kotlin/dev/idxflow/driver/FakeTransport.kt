package dev.idxflow.driver

import dev.idxflow.IdxTransport
import dev.idxflow.IdxTransportException
import dev.idxflow.TransportProblem
import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.TransportResponse
import dev.idxflow.engine.Purpose
import dev.idxflow.idxResponse
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.withContext
import kotlin.test.assertEquals

/**
 * A transport whose exchanges a test answers by hand.
 *
 * @param isStubborn it does not heed that it is canceled.
 */
class FakeTransport(private val isStubborn: Boolean = false) : IdxTransport {
    private val out = Channel<Exchange>(Channel.UNLIMITED)

    override suspend fun send(request: TransportRequest): TransportResponse {
        val exchange = Exchange(request)
        out.send(exchange)
        try {
            return if (isStubborn) withContext(NonCancellable) { exchange.outcome.await() } else exchange.outcome.await()
        } finally {
            exchange.ended.complete(Unit)
        }
    }

    /** The next exchange, which has to be for this. */
    suspend fun next(purpose: Purpose): Exchange = out.receive().also { assertEquals(purpose, it.request.purpose) }

    /** Whether nothing has gone out that was not received yet. */
    val isIdle: Boolean get() = out.tryReceive().isFailure
}

class Exchange(val request: TransportRequest) {
    val outcome = CompletableDeferred<TransportResponse>()

    /** Complete when the transport has come back from it, or was canceled. */
    val ended = CompletableDeferred<Unit>()

    fun reply(body: String, status: Int = 200) = outcome.complete(idxResponse(status, emptyList(), body.toByteArray()))

    fun lose() = throws(IdxTransportException(TransportProblem.CONNECTION))

    fun throws(error: Throwable) = outcome.completeExceptionally(error)
}
