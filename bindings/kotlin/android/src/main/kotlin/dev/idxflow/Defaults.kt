package dev.idxflow

import dev.idxflow.okhttp.OkHttpTransport

/**
 * Returns the transport shared by all flows that are started without one, so that they share
 * connections.
 */
internal fun defaultTransport(): IdxTransport = Shared.transport

private object Shared {
    val transport = OkHttpTransport()
}
