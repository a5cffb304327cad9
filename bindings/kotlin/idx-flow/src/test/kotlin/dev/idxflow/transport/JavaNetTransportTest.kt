package dev.idxflow.transport

import dev.idxflow.JavaNetTransport
import kotlin.time.Duration

class JavaNetTransportTest : TransportContract() {
    override fun transport(connectTimeout: Duration, timeout: Duration) = JavaNetTransport(connectTimeout, timeout)
}
