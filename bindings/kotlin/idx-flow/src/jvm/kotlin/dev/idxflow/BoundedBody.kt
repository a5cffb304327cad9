package dev.idxflow

import java.io.ByteArrayOutputStream
import java.net.http.HttpResponse
import java.nio.ByteBuffer
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import java.util.concurrent.Flow

/** Reads at most [limit] bytes of a response body, and then closes the connection. */
internal class BoundedBody(private val limit: Int) : HttpResponse.BodySubscriber<ByteArray> {
    private val bytes = ByteArrayOutputStream()
    private val body = CompletableFuture<ByteArray>()
    private var subscription: Flow.Subscription? = null

    override fun getBody(): CompletionStage<ByteArray> = body

    override fun onSubscribe(subscription: Flow.Subscription) {
        this.subscription = subscription
        subscription.request(Long.MAX_VALUE)
    }

    override fun onNext(buffers: List<ByteBuffer>) {
        if (body.isDone) return
        buffers.forEach(::append)
        if (bytes.size() == limit) {
            subscription?.cancel()
            onComplete()
        }
    }

    override fun onError(error: Throwable) {
        body.completeExceptionally(error)
    }

    override fun onComplete() {
        body.complete(bytes.toByteArray())
    }

    private fun append(buffer: ByteBuffer) {
        val part = ByteArray(minOf(buffer.remaining(), limit - bytes.size()))
        buffer.get(part)
        bytes.write(part)
    }
}
