package dev.idxflow.driver

import dev.idxflow.IdxTransport
import dev.idxflow.IdxTransportException
import dev.idxflow.TransportProblem
import dev.idxflow.engine.Purpose
import dev.idxflow.engine.TransportRequest
import dev.idxflow.engine.TransportResponse
import dev.idxflow.transportResponse
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.job
import kotlinx.coroutines.withContext
import kotlin.test.assertEquals

/**
 * A transport whose requests are answered by the test.
 *
 * @param ignoresCancellation whether a canceled request still waits for its reply.
 */
class FakeTransport(private val ignoresCancellation: Boolean = false) : IdxTransport {
    private val exchanges = Channel<FakeExchange>(Channel.UNLIMITED)

    /** Whether no request was sent that [next] has not returned. */
    val isIdle: Boolean get() = exchanges.tryReceive().isFailure

    override suspend fun send(request: TransportRequest): TransportResponse {
        val exchange = FakeExchange(request, currentCoroutineContext().job)
        exchanges.send(exchange)
        try {
            return if (ignoresCancellation) withContext(NonCancellable) { exchange.result.await() } else exchange.result.await()
        } finally {
            exchange.ended.complete(Unit)
        }
    }

    /** Waits for the next request, which must have this purpose. */
    suspend fun next(purpose: Purpose): FakeExchange = exchanges.receive().also { assertEquals(purpose, it.request.purpose) }
}

/**
 * A request that waits for its reply.
 *
 * @property job the coroutine that sends the request.
 */
class FakeExchange(val request: TransportRequest, val job: Job) {
    val result = CompletableDeferred<TransportResponse>()

    /** Completes when [FakeTransport.send] has returned, thrown, or been canceled. */
    val ended = CompletableDeferred<Unit>()

    fun reply(body: String, status: Int = 200, vararg headers: Pair<String, String>) =
        result.complete(transportResponse(status, headers.toList(), body.toByteArray()))

    /** Fails the request with a connection error. */
    fun fail() = failWith(IdxTransportException(TransportProblem.CONNECTION))

    fun failWith(error: Throwable) = result.completeExceptionally(error)
}
