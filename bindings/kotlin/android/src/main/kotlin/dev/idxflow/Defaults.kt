package dev.idxflow

import dev.idxflow.okhttp.OkHttpTransport

/** One client for all flows that name none: its connections are shared. */
internal fun defaultTransport(): IdxTransport = Shared.transport

private object Shared {
    val transport = OkHttpTransport()
}
